// Parses PowerShell files with a real grammar: `node parse.mjs FILE...`. Prints each place that is no PowerShell and
// ends with 1 if there is any. First it makes sure that it can fail.
import {createRequire} from 'node:module';
import {readFileSync} from 'node:fs';
import v8 from 'node:v8';
import {Language, Parser} from 'web-tree-sitter';

// V8's optimizing compiler takes half a minute over the grammar's tables; the simple one none.
v8.setFlagsFromString('--liftoff-only');
const require = createRequire(import.meta.url);
await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(require.resolve('tree-sitter-powershell/tree-sitter-powershell.wasm')));

// The innermost places that the grammar could not read, or had to make up.
function* problems(node) {
  if (node.isError || node.isMissing) {
    yield node;
    return;
  }
  for (const child of node.children) if (child.hasError || child.isMissing) yield* problems(child);
}

function check(name, text) {
  const found = [...problems(parser.parse(text.replace(/^\uFEFF/, '')).rootNode)];
  for (const node of found) {
    const {row, column} = node.startPosition;
    console.log(`${name}:${row + 1}:${column + 1}: ${node.isMissing ? `missing ${node.type}` : `not PowerShell: ${node.text.slice(0, 60)}`}`);
  }
  return found.length;
}

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('usage: node parse.mjs FILE.ps1...');
  process.exit(64);
}
for (const broken of ["$a = 'O'Neil'\n", 'if ($a -eq 1) { foo\n', '$x = @{ a = \n']) {
  const quiet = console.log;
  console.log = () => {};
  const found = check('broken', broken);
  console.log = quiet;
  if (found === 0) {
    console.error(`the parser takes this for PowerShell: ${broken}`);
    process.exit(1);
  }
}
let failures = 0;
for (const file of files) failures += check(file, readFileSync(file, 'utf8'));
console.log(failures === 0 ? `${files.length} files parsed` : `${failures} places are no PowerShell`);
process.exit(failures === 0 ? 0 : 1);
