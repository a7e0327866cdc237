// An agent with a simulated IIS, and a site for it to look at; both end with the test.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = process.env.DEEPALIVE_AGENT;

export class Site {
  status = 200;  // of all but /broken and /steady

  async start() {
    this.server = createServer((request, response) => {
      setTimeout(() => {
        response.statusCode = { '/broken': 500, '/steady': 200 }[request.url] ?? this.status;
        response.end('ok\n');
      }, request.url === '/slow' ? 20 : 0);
    });
    await new Promise((done) => this.server.listen(0, '127.0.0.1', done));
    this.address = `http://127.0.0.1:${this.server.address().port}`;
    return this;
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

export class Agent {
  constructor(iis, configuration) {
    this.folder = mkdtempSync(join(tmpdir(), 'deepalive-web-'));
    this.config = join(this.folder, 'deepalive.yaml');
    this.configuration = configuration;
    this.port = 0;
    this.setIis(iis);
  }

  // The whole file at once: the agent reads it whenever it likes.
  setIis(yaml) {
    const file = join(this.folder, 'iis.yaml');
    writeFileSync(`${file}.new`, yaml);
    renameSync(`${file}.new`, file);
  }

  // On the port that it had before, if it ran before.
  async start() {
    writeFileSync(this.config, `agent: {listen: ['127.0.0.1:${this.port}'], data_dir: data}\n` +
      `iis: {provider: simulated, simulated_file: iis.yaml, interval: 100ms}\n${this.configuration}`);
    this.process = spawn(program, ['run', '--config', this.config], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.ended = new Promise((done) => this.process.once('exit', done));
    let said = '';
    this.process.stderr.on('data', (text) => { said += text; });
    this.url = await new Promise((found, failed) => {
      this.process.stdout.on('data', (text) => {
        said += text;
        const match = /page: (http:\S+)/.exec(said);
        if (match) found(match[1]);
      });
      this.process.once('exit', (code) => failed(new Error(`the agent ended with ${code}:\n${said}`)));
    });
    this.port = new URL(this.url).port;
    return this;
  }

  async kill() {
    this.process.kill('SIGKILL');
    await this.ended;
  }

  command(...words) {
    return execFileSync(program, [...words, '--config', this.config], { encoding: 'utf8' });
  }

  async stop() {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
