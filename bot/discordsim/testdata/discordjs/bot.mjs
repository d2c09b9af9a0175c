// The bot's commands, and its answers to what people do.
import discord, { saw } from './discord.mjs';

const {
  ActionRowBuilder: Row, ApplicationIntegrationType, ApplicationCommandOptionType: Option, ApplicationCommandType: Type, AttachmentBuilder,
  ButtonBuilder, ButtonStyle, ChannelSelectMenuBuilder, ContextMenuCommandBuilder, EmbedBuilder, InteractionContextType, MentionableSelectMenuBuilder,
  MessageFlags, ModalBuilder, PermissionFlagsBits, RoleSelectMenuBuilder, SlashCommandBuilder, StringSelectMenuBuilder,
  TextInputBuilder, TextInputStyle, UserSelectMenuBuilder,
} = discord;

// Some commands are made by the library's builders and some are written out, since it sends them differently. What a
// builder leaves undefined would make them unequal to what Discord keeps.
const built = builder => JSON.parse(JSON.stringify(builder));

export const globalCommands = [
  built(new SlashCommandBuilder()
    .setName('ask').setDescription('Ask a question')
    .setNameLocalizations({ de: 'frage' })
    .setContexts(InteractionContextType.Guild, InteractionContextType.BotDM)
    .setIntegrationTypes(ApplicationIntegrationType.GuildInstall)
    .addStringOption(o => o.setName('question').setDescription('Your question').setRequired(true).setAutocomplete(true).setMaxLength(300))
    .addBooleanOption(o => o.setName('public').setDescription('Show it to all'))),
  { name: 'slow', description: 'Think first', integrationTypes: [ApplicationIntegrationType.GuildInstall] },
];

export const guildCommands = [
  built(new SlashCommandBuilder()
    .setName('faq').setDescription('Look after the entries')
    .setDefaultMemberPermissions(PermissionFlagsBits.ManageMessages)
    .addSubcommand(s => s.setName('show').setDescription('Show one').addStringOption(o => o
      .setName('id').setDescription('Its ID').setRequired(true).addChoices({ name: 'First', value: 'first' }, { name: 'Other', value: 'other' })))
    .addSubcommandGroup(g => g.setName('list').setDescription('Show many').addSubcommand(s => s.setName('open').setDescription('Open ones')
      .addIntegerOption(o => o.setName('page').setDescription('Which page').setMinValue(1))))),
  {
    name: 'pick',
    description: 'Choose one of each',
    options: [
      { type: Option.User, name: 'who', description: 'A person', required: true },
      { type: Option.Channel, name: 'where', description: 'A channel', required: true },
      { type: Option.Role, name: 'role', description: 'A role' },
      { type: Option.Integer, name: 'count', description: 'A number', min_value: 1, max_value: 9 },
      { type: Option.Mentionable, name: 'any', description: 'A person or role' },
    ],
  },
  built(new ContextMenuCommandBuilder().setName('Make an entry').setType(Type.Message)),
];

const button = (id, label) => new ButtonBuilder().setCustomId(id).setLabel(label).setStyle(ButtonStyle.Secondary);

const card = text => new EmbedBuilder().setTitle('Answer').setDescription(text).addFields({ name: 'Source', value: 'A page' }).setFooter({ text: 'Foot' });

function menus() {
  return [
    new StringSelectMenuBuilder().setCustomId('topic').setPlaceholder('A topic').addOptions(
      { label: 'Alcohol', value: 'alcohol' }, { label: 'Stopping', value: 'stopping', description: 'And withdrawal' }),
    new UserSelectMenuBuilder().setCustomId('user'),
    new RoleSelectMenuBuilder().setCustomId('role'),
    new ChannelSelectMenuBuilder().setCustomId('channel'),
    new MentionableSelectMenuBuilder().setCustomId('mentionable').setMaxValues(2),
  ].map(menu => new Row().addComponents(menu));
}

function form() {
  const line = new TextInputBuilder().setCustomId('question').setLabel('Your question').setStyle(TextInputStyle.Short).setMaxLength(100);
  const more = new TextInputBuilder().setCustomId('more').setLabel('More').setStyle(TextInputStyle.Paragraph).setRequired(false);
  return new ModalBuilder().setCustomId('form').setTitle('Ask').addComponents(new Row().addComponents(line), new Row().addComponents(more));
}

// place tells where something happened as the library knows it.
function place(i) {
  return i.inCachedGuild() ? `in ${i.guild.name}/${i.channel.name}, ${i.guildLocale}` : `in ${i.channel?.isDMBased() ? 'a DM' : 'nowhere'}`;
}

const names = list => [...list.values()].map(x => x.name ?? x.username).sort().join('+');

export const complete = async i => {
  const { name, value } = i.options.getFocused(true);
  saw('typed', i.commandName, name, `"${value}"`, place(i));
  await i.respond(value === 'none' ? [] : [{ name: `${value}?`, value }, { name: 'Something else', value: 'else' }]);
};

const chat = {
  async ask(i) {
    saw('asked', `"${i.options.getString('question')}" by`, i.user.username, place(i), i.locale, `ephemeral=${!i.options.getBoolean('public')}`);
    const flags = i.options.getBoolean('public') ? 0 : MessageFlags.Ephemeral;
    const buttons = new Row().addComponents(button('again', 'Again'), button('later', 'Later'), button('form', 'Form'), button('menus', 'Menus'),
      new ButtonBuilder().setLabel('Source').setStyle(ButtonStyle.Link).setURL('https://example.org/'));
    const { resource } = await i.reply({ embeds: [card('Yes.')], components: [buttons], flags, allowedMentions: { parse: [] }, withResponse: true });
    saw('answered', resource.message.embeds[0].description, `ephemeral=${resource.message.flags.has(MessageFlags.Ephemeral)}`);
  },
  async slow(i) {
    await i.deferReply({ flags: MessageFlags.Ephemeral });
    const edited = await i.editReply({ content: 'Done.' });
    const more = await i.followUp({ content: 'And a file.', files: [new AttachmentBuilder(Buffer.from('text'), { name: 'note.txt' })], flags: MessageFlags.Ephemeral });
    saw('thought', edited.content, more.attachments.first().name, (await i.fetchReply()).content, more.id !== edited.id);
    await i.deleteReply(more);
  },
  async faq(i) {
    saw('faq', i.options.getSubcommandGroup(false) ?? '-', i.options.getSubcommand(), i.options.getString('id') ?? '-');
    await i.reply({ content: 'Shown.', flags: MessageFlags.Ephemeral });
  },
  async pick(i) {
    const o = i.options;
    saw('picked', o.getUser('who').username, o.getMember('who').displayName, o.getChannel('where').name, o.getRole('role')?.name ?? '-',
      o.getInteger('count') ?? '-', o.getMentionable('any')?.displayName ?? o.getMentionable('any')?.name ?? '-');
    await i.reply({ content: 'Taken.', flags: MessageFlags.Ephemeral });
  },
};

const pressed = {
  again: i => i.update({ content: 'Again.', embeds: [], components: [] }),
  async later(i) {
    await i.deferUpdate();
    await i.editReply({ content: 'Later.' });
    await i.followUp({ content: 'And more.', flags: MessageFlags.Ephemeral });
  },
  form: i => i.showModal(form()),
  menus: i => i.reply({ content: 'Choose.', components: menus(), flags: MessageFlags.Ephemeral }),
};

async function select(i) {
  const chosen = {
    topic: () => i.values.join('+'), user: () => `${names(i.users)} ${names(i.members.mapValues(m => m.user))}`, role: () => names(i.roles),
    channel: () => names(i.channels), mentionable: () => `${names(i.users)} ${names(i.roles)}`,
  }[i.customId]();
  saw('chose', i.customId, chosen);
  await i.reply({ content: `You chose ${chosen}.`, flags: MessageFlags.Ephemeral });
}

export async function answer(i) {
  if (i.isAutocomplete()) return complete(i);
  if (i.isChatInputCommand()) return chat[i.commandName](i);
  if (i.isMessageContextMenuCommand()) {
    saw('took', `"${i.targetMessage.content}" of`, i.targetMessage.author.username);
    return i.reply({ content: 'Noted.', flags: MessageFlags.Ephemeral });
  }
  if (i.isButton()) {
    saw('pressed', i.customId, 'by', i.user.username, `on ${i.message.author.username}'s message`);
    return pressed[i.customId](i);
  }
  if (i.isAnySelectMenu()) return select(i);
  if (i.isModalSubmit()) {
    saw('filled in', `"${i.fields.getTextInputValue('question')}" "${i.fields.getTextInputValue('more')}"`, `fromMessage=${i.isFromMessage()}`);
    return i.isFromMessage() ? i.update({ content: 'Filled in.', components: [] }) : i.reply({ content: 'Filled in.' });
  }
  throw new Error(`interaction of type ${i.type}`);
}

// hear answers messages that mention the bot, and direct messages.
export async function hear(message) {
  const { client, author } = message;
  if (author.bot) return;
  const where = message.inGuild() ? `${message.guild.name}/${message.channel.name}` : 'a DM';
  saw('heard', `"${message.cleanContent}" from`, message.member?.displayName ?? author.username, 'in', where);
  if (message.inGuild() && !message.mentions.users.has(client.user.id)) return;
  await message.channel.sendTyping();
  const sent = await message.reply({ content: 'Here.', allowedMentions: { parse: [], repliedUser: false } });
  saw('replied', (await sent.fetchReference()).id === message.id, names(sent.mentions.users) || 'nobody');
}
