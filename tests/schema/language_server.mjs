// The YAML language server over stdio, as an editor talks to it (Language Server Protocol 3.17).
import {spawn} from "node:child_process";

const PATIENCE = 30_000; // ms for anything; nothing waits for this when all is well

export class LanguageServer {
  #process;
  #buffer = Buffer.alloc(0);
  #next = 1;
  #answers = new Map();
  #diagnostics = new Map();
  #waiting = [];

  constructor(program) {
    this.#process = spawn(process.execPath, [program, "--stdio"], {stdio: ["pipe", "pipe", "inherit"]});
    this.#process.stdout.on("data", (bytes) => this.#read(bytes));
  }

  async start() {
    await this.request("initialize", {
      processId: process.pid, rootUri: null,
      capabilities: {workspace: {configuration: true}, textDocument: {completion: {completionItem: {snippetSupport: false}}}},
    });
    this.#send({method: "initialized", params: {}});
  }

  open(uri, text) {
    this.#send({method: "textDocument/didOpen", params: {textDocument: {uri, languageId: "yaml", version: 1, text}}});
  }

  request(method, params) {
    const id = this.#next++;
    const answer = new Promise((resolve, reject) => this.#answers.set(id, {resolve, reject}));
    this.#send({id, method, params});
    return this.#patiently(answer, method);
  }

  // What it says of a document, as soon as it has said something.
  diagnostics(uri) {
    const said = new Promise((resolve) => {
      if (this.#diagnostics.has(uri)) resolve(this.#diagnostics.get(uri));
      else this.#waiting.push({uri, resolve});
    });
    return this.#patiently(said, `diagnostics of ${uri}`);
  }

  async completions(uri, line, character) {
    const answer = await this.request("textDocument/completion", {textDocument: {uri}, position: {line, character}});
    return (answer.items ?? answer).map((item) => item.label);
  }

  async hover(uri, line, character) {
    const answer = await this.request("textDocument/hover", {textDocument: {uri}, position: {line, character}});
    return answer?.contents?.value ?? "";
  }

  stop() {
    this.#process.kill();
  }

  async #patiently(promise, what) {
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`in ${PATIENCE} ms not: ${what}`)), PATIENCE);
    });
    try {
      return await Promise.race([promise, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  #send(message) {
    const body = JSON.stringify({jsonrpc: "2.0", ...message});
    this.#process.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  #read(bytes) {
    this.#buffer = Buffer.concat([this.#buffer, bytes]);
    for (;;) {
      const end = this.#buffer.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.#buffer.toString("ascii", 0, end))[1]);
      if (this.#buffer.length < end + 4 + length) return;
      const message = JSON.parse(this.#buffer.toString("utf8", end + 4, end + 4 + length));
      this.#buffer = this.#buffer.subarray(end + 4 + length);
      this.#take(message);
    }
  }

  #take(message) {
    if (message.method === "workspace/configuration") {
      // Of each section that it asks for; no schemas but the one that the file names.
      const settings = {yaml: {validate: true, completion: true, hover: true, schemaStore: {enable: false}}};
      this.#send({id: message.id, result: message.params.items.map((item) => settings[item.section] ?? {})});
    } else if (message.method === "textDocument/publishDiagnostics") {
      const {uri, diagnostics} = message.params;
      this.#diagnostics.set(uri, diagnostics);
      for (const waiting of this.#waiting.filter((w) => w.uri === uri)) waiting.resolve(diagnostics);
      this.#waiting = this.#waiting.filter((w) => w.uri !== uri);
    } else if (message.method && message.id !== undefined) {
      this.#send({id: message.id, result: null});
    } else if (this.#answers.has(message.id)) {
      const {resolve, reject} = this.#answers.get(message.id);
      this.#answers.delete(message.id);
      if (message.error) reject(new Error(JSON.stringify(message.error)));
      else resolve(message.result);
    }
  }
}
