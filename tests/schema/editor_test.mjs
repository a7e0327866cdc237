// What an editor makes of the schema, through Red Hat's YAML language server, which those of Visual Studio Code, Neovim,
// Emacs and others are: a file that names its schema in the first line.
import assert from "node:assert/strict";
import {copyFileSync, mkdtempSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {pathToFileURL} from "node:url";
import {LanguageServer} from "./language_server.mjs";

const schema = path.resolve(process.env.DEEPALIVE_SCHEMA);
const program = path.join(process.env.DEEPALIVE_SCHEMA_MODULES, "node_modules/yaml-language-server/bin/yaml-language-server");
const modeline = `# yaml-language-server: $schema=${pathToFileURL(schema)}\n`;

const server = new LanguageServer(program);
let files = 0;

// Where the | stands is the cursor.
function open(text) {
  const uri = `file:///deepalive-${++files}.yaml`;
  const whole = modeline + text;
  const lines = whole.slice(0, whole.includes("|") ? whole.indexOf("|") : 0).split("\n");
  server.open(uri, whole.replace("|", ""));
  return [uri, lines.length - 1, lines.at(-1).length];
}

const kept = {
  async "completes the keys of http, each once"() {
    const labels = await server.completions(...open(
      "roles:\n  shop:\n    checks:\n      - name: front\n        http:\n          |\n"));
    for (const key of ["url", "connect_to", "method", "headers", "expect", "tls", "auth", "follow_redirects"]) {
      assert.equal(labels.filter((label) => label === key).length, 1, `${key} of ${labels}`);
    }
    assert.ok(!labels.includes("interval"), `a key of the check: ${labels}`);
  },

  async "completes the kinds of a check, and none that only the agent makes"() {
    const labels = await server.completions(...open("roles:\n  shop:\n    checks:\n      - name: front\n        |\n"));
    for (const key of ["http", "tcp", "command", "level", "depends_on"]) assert.ok(labels.includes(key), `${key} of ${labels}`);
    assert.ok(!labels.includes("service") && !labels.includes("name"), `${labels}`);
  },

  async "completes the words of a key"() {
    const labels = await server.completions(...open("roles:\n  shop:\n    placement: |\n"));
    assert.deepEqual(labels.filter((label) => /^[a-z]+$/.test(label)).sort(), ["always", "cluster"]);
  },

  async "shows what a key is for, with its default"() {
    const text = await server.hover(...open("roles: {}\niis:\n  inter|val: 2s\n"));
    assert.match(text, /How often all services, sites and pools are read together/);
    assert.match(text, /10ms to 1d/);
    assert.match(text, /default/i);
  },

  async "marks a misspelled key where it stands"() {
    const [uri] = open("roles:\n  shop:\n    sites: [Shop]\n    grase: 30s\n");
    const diagnostics = await server.diagnostics(uri);
    assert.equal(diagnostics.length, 1, JSON.stringify(diagnostics));
    assert.match(diagnostics[0].message, /grase/);
    assert.equal(diagnostics[0].range.start.line, 4);
  },

  async "marks two kinds in one check, and a duration without a unit"() {
    const [uri] = open(
      "roles:\n  shop:\n    grace: 30\n    checks:\n      - {name: a, tcp: {address: 'a:1'}, http: {url: 'http://a/'}}\n");
    const lines = (await server.diagnostics(uri)).map((diagnostic) => diagnostic.range.start.line);
    assert.deepEqual([...new Set(lines)].sort(), [3, 5]);
  },

  // As `config init` leaves them: the schema by its name, beside the file.
  async "finds the schema beside the file, and has nothing against the sample"() {
    const folder = mkdtempSync(path.join(tmpdir(), "deepalive-"));
    try {
      copyFileSync(schema, path.join(folder, "deepalive.schema.json"));
      const uri = pathToFileURL(path.join(folder, "deepalive.yaml")).href;
      const sample = readFileSync(path.join(path.dirname(schema), "deepalive.sample.yaml"), "utf8");
      assert.ok(sample.startsWith("# yaml-language-server: $schema=deepalive.schema.json\n"), sample.slice(0, 80));
      server.open(uri, sample);
      assert.deepEqual(await server.diagnostics(uri), []);
      const wrong = pathToFileURL(path.join(folder, "wrong.yaml")).href;
      server.open(wrong, sample.replace("failure_condition_level:", "failure_condition_levl:"));
      assert.equal((await server.diagnostics(wrong)).length, 1);
    } finally {
      rmSync(folder, {recursive: true});
    }
  },

  async "has nothing against a good file"() {
    const [uri] = open(
      "roles:\n  shop:\n    sites: [Shop]\n    failure_condition_level: ${env:LEVEL:-4}\n    checks:\n" +
      "      - {name: site-Shop, fall: 2}\n      - name: a\n        timeout: 5s\n        http: {url: 'https://a/', ip: 4, follow_redirects: false}\n");
    assert.deepEqual(await server.diagnostics(uri), []);
  },
};

let failed = 0;
await server.start();
for (const [what, look] of Object.entries(kept)) {
  try {
    await look();
    console.log(`ok: ${what}`);
  } catch (error) {
    failed++;
    console.error(`FAILED: ${what}: ${error.message}`);
  }
}
server.stop();
process.exitCode = failed ? 1 : 0;
