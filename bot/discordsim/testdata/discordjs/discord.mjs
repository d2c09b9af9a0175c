// discord.js, from the folder that DISCORDSIM_SECOND names and not from beside this file: nothing is installed in the
// source tree.
import { createRequire } from 'node:module';

export default createRequire(`${process.env.DISCORDSIM_SECOND}/`)('discord.js');

// saw tells the test of one thing that the bot saw.
export function saw(...words) {
  process.stdout.write(`${words.join(' ')}\n`);
}

// told runs something and tells of its failure.
export async function told(what, run) {
  try {
    await run();
  } catch (err) {
    saw('!', what, String(err?.stack ?? err).replaceAll('\n', ' | '));
  }
}
