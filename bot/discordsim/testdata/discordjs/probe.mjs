// What the bot asks of the REST interface besides answering.
import discord, { saw } from './discord.mjs';

const { ChannelType, DiscordAPIError, MessageFlags, PermissionFlagsBits, Routes } = discord;

const here = client => client.channels.cache.find(c => c.type === ChannelType.GuildText && c.name === 'help');

// probe reads what can be read past the library's cache, and lets a message live and die.
export async function probe(client) {
  const fresh = { force: true, cache: true };
  const channel = here(client);
  const { guild } = channel;
  const application = await client.application.fetch();
  saw('application', application.bot?.username, application.owner?.username, application.approximateGuildCount);
  const fetched = await guild.fetch();
  saw('guild', fetched.name, fetched.preferredLocale, fetched.ownerId === (await guild.fetchOwner(fresh)).id, fetched.approximateMemberCount);
  saw('guilds', (await client.guilds.fetch()).map(g => `${g.name} ${g.permissions.has(PermissionFlagsBits.SendMessages)}`).sort().join(', '));
  saw('channels', (await guild.channels.fetch()).map(c => c.name).sort().join(', '));
  saw('roles', (await guild.roles.fetch()).map(r => r.name).sort().join(', '));
  const me = await guild.members.fetchMe(fresh);
  saw('me', me.user.bot, me.permissionsIn(channel).has(PermissionFlagsBits.EmbedLinks), me.roles.cache.size);
  const person = await client.users.fetch(fetched.ownerId, fresh);
  saw('person', person.username, person.globalName, person.bot);

  const sent = await channel.send({ content: 'One @everyone', allowedMentions: { parse: [] } });
  const edited = await sent.edit({ content: 'Two', embeds: [{ description: 'More' }] });
  const again = await channel.messages.fetch({ message: sent.id, ...fresh });
  saw('edited', again.content, again.embeds[0].description, again.editedTimestamp === edited.editedTimestamp, again.mentions.everyone);
  const list = await channel.messages.fetch({ limit: 2, cache: false });
  saw('list', list.size, list.first().id === sent.id);
  await sent.suppressEmbeds();
  await sent.delete();
  const dm = await person.createDM(true);
  const note = await dm.send('A note');
  saw('note', dm.recipientId === person.id, note.channel.isDMBased());
  await note.delete();
}

// mistakes makes some, and tells how the library reads the server's answers.
export async function mistakes(client) {
  const channel = here(client);
  const tries = {
    'a message that is not there': () => channel.messages.fetch({ message: '1', force: true }),
    'an empty message': () => channel.send({ content: '' }),
    'too long a message': () => channel.send({ content: 'x'.repeat(2001) }),
    'another\'s command': () => client.rest.delete(Routes.applicationCommand(client.application.id, '1')),
    'a channel without access': () => client.channels.cache.find(c => c.name === 'closed').send('a'),
    'an unknown interaction': () => client.rest.post(Routes.interactionCallback('1', 'x'), { auth: false, body: { type: 6 } }),
    'an invented route': () => client.rest.get('/invented'),
    'an invented key': () => client.rest.post(Routes.channelMessages(channel.id), { body: { content: 'a', invented: 1, flags: MessageFlags.Loading } }),
  };
  for (const [what, run] of Object.entries(tries)) {
    const err = await run().then(() => 'nothing', err => err);
    saw(what, err instanceof DiscordAPIError ? `${err.status} ${err.code} ${err.message.replaceAll('\n', ' | ')}` : `! ${err}`);
  }
}

// burst sends more messages than one route takes in a second.
export async function burst(client) {
  const sent = await Promise.all(Array.from({ length: 12 }, (_, i) => here(client).send(`message ${i + 1}`)));
  saw('sent', sent.length);
}
