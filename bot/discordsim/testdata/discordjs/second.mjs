// A small bot on discord.js that answers what the Go test TestSecondOpinion does, and writes a line for each thing it
// saw. The test compares those lines with what happened; one that begins with "!" is a mistake of either side.
//
// It takes orders on standard input, one a line, and ends when that closes. DISCORD_URL is the loopback Discord,
// DISCORD_TOKEN what it logs in with, and DISCORDSIM_SECOND the folder in which discord.js is installed.
// DISCORD_DEBUG=1 shows on standard error what the library does.
import { createInterface } from 'node:readline';
import { answer, globalCommands, guildCommands, hear } from './bot.mjs';
import discord, { saw, told } from './discord.mjs';
import { burst, mistakes, probe } from './probe.mjs';

const { Client, Events, GatewayIntentBits: Intent, Partials } = discord;

function newClient(change = {}) {
  return new Client({
    intents: [Intent.Guilds, Intent.GuildMessages, Intent.DirectMessages],
    partials: [Partials.Channel],
    rest: { api: `${process.env.DISCORD_URL}/api`, version: '10', retries: 0 },
    ...change,
  });
}

// register writes the commands twice: the second time Discord's own words must equal them.
async function register(client) {
  const scopes = [[undefined, globalCommands], ...client.guilds.cache.map(g => [g.id, guildCommands])];
  for (const [guild, definitions] of scopes) {
    await client.application.commands.set(definitions, guild);
    const now = await client.application.commands.fetch({ guildId: guild, withLocalizations: true });
    const same = definitions.every(d => now.find(c => c.name === d.name)?.equals(d, true));
    saw('registered', [...now.values()].map(c => c.name).join(', '), guild ? 'in a guild' : 'globally', `same=${same}`);
  }
}

function watch(client) {
  client.on(Events.InteractionCreate, i => told('interaction', () => answer(i)));
  client.on(Events.MessageCreate, message => told('message', () => hear(message)));
  client.on(Events.ShardResume, () => saw('resumed'));
  client.on(Events.ShardReady, () => saw('ready'));
  client.on(Events.Error, err => saw('! error', err));
  client.on(Events.ShardError, err => saw('! shard error', err));
  client.on(Events.Warn, text => saw('! warning', text));
  client.on(Events.Invalidated, () => saw('! invalidated'));
  client.rest.on('rateLimited', limit => saw('waited', limit.global ? 'everywhere' : limit.scope));
  if (process.env.DISCORD_DEBUG) client.on(Events.Debug, text => process.stderr.write(`${text}\n`));
}

// brief logs in once more with other settings, tells how that went, and leaves.
async function brief(change, token = process.env.DISCORD_TOKEN) {
  const client = newClient(change);
  const ready = new Promise(resolve => client.once(Events.ClientReady, resolve));
  try {
    await client.login(token);
    await ready;
    saw('let in', client.guilds.cache.size);
  } catch (err) {
    saw('refused', err.message);
  }
  await client.destroy();
}

process.on('unhandledRejection', err => saw('! unhandled', err?.stack ?? err));
process.on('warning', warning => saw('! warning', warning.message));

const client = newClient();
watch(client);
const orders = {
  register: () => register(client),
  probe: () => probe(client),
  mistakes: () => mistakes(client),
  burst: () => burst(client),
  ping: () => saw('ping', client.ws.ping >= 0),
  'wrong token': () => brief({}, 'wrong'),
  'wrong intent': () => brief({ intents: [Intent.MessageContent] }),
};
await told('login', () => client.login(process.env.DISCORD_TOKEN));
for await (const line of createInterface({ input: process.stdin })) await told(line, orders[line]);
await client.destroy();
