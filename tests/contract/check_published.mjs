// Holds the published bodies against the contract.
// usage: node check_published.mjs CONTRACT FOLDER
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Contract } from './contract.mjs';

const calls = {
  pricing: ['POST', '/pricing/', 200],
  instance_billing: ['GET', '/instance-hourly-billing/', 200],
  volume_billing: ['GET', '/volume-hourly-billing/', 200],
  snapshot_billing: ['GET', '/snapshot-hourly-billing/', 200],
  remove_security_rule: ['DELETE', '/instances/a/security-rules/b/', 200],
  error: ['GET', '/snapshot-hourly-billing/', 400],
};
const [contract_file, folder] = process.argv.slice(2);
const contract = new Contract(contract_file);
let failed = false;
for (const [name, [method, path, status]] of Object.entries(calls)) {
  const body = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  const problems = contract.problems_of_answer(contract.find(method, path), status, body);
  for (const problem of problems) console.log(`${name}: ${problem}`);
  failed ||= problems.length > 0;
}
process.exit(failed ? 1 : 0);
