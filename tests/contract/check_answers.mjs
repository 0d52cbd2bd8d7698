// Holds recorded calls of the sandbox, one JSON object a line, against the contract.
// usage: node check_answers.mjs CONTRACT FOLDER
import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Contract } from './contract.mjs';

const shown_max = 40;
const [contract_file, folder] = process.argv.slice(2);
const contract = new Contract(contract_file);
const problems = new Map();
const spoken = new Set();
let answers = 0;

function report(call, texts, where) {
  for (const text of texts) {
    const key = `${call}: ${text}`;
    if (!problems.has(key)) problems.set(key, where);
  }
}

function check({ method, target, status, request, answer }, where) {
  const operation = contract.find(method, target);
  const call = `${operation?.id ?? `${method} ${target.split('?')[0]}`} (${status})`;
  answers += 1;
  if (!operation) return report(call, contract.problems_of_error(answer), where);
  spoken.add(operation.id);
  report(call, contract.problems_of_answer(operation, status, answer), where);
  // What a test sends wrong on purpose is refused, and need not be as the contract says.
  if (status < 300 && request !== undefined)
    report(`${operation.id} (request)`, contract.problems_of_request(operation, request), where);
}

if (!existsSync(folder)) {
  console.log(`no answers are recorded in ${folder}: run end-to-end tests first`);
  process.exit(1);
}
for (const name of readdirSync(folder).filter((file) => file.endsWith('.jsonl')).sort()) {
  const lines = createInterface({ input: createReadStream(join(folder, name)) });
  let number = 0;
  for await (const line of lines) {
    number += 1;
    let record;
    try {
      record = JSON.parse(line);
    } catch {
      continue; // the last line of a sandbox that was killed
    }
    check(record, `${name}:${number}`);
  }
}

for (const [problem, where] of [...problems].slice(0, shown_max)) console.log(`${where}: ${problem}`);
if (problems.size > shown_max) console.log(`... and ${problems.size - shown_max} more`);
console.log(
  `${answers} answers to ${spoken.size} of ${contract.operations.length} operations, ` +
    `${problems.size} differences from the contract`,
);
process.exit(problems.size > 0 ? 1 : 0);
