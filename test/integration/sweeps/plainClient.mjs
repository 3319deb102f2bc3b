// A second client that shares no code with the load generator: one raw socket per stream, one request after another.
// node plainClient.mjs <host> <port> <concurrency> <requests> <tokens> → one line of JSON with medians in milliseconds.
import net from 'node:net';

const [host, port, concurrency, requests, tokens] = process.argv
  .slice(2)
  .map((value, at) => (at ? Number(value) : value));
const body = JSON.stringify({
  model: 'simulated',
  messages: [{ role: 'user', content: 'one two three' }],
  stream: true,
  max_tokens: tokens,
});
const request = Buffer.from(
  `POST /v1/chat/completions HTTP/1.1\r\nHost: ${host}:${port}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
);
const ttftsMs = [];
const itlsMs = [];
const latenciesMs = [];
let left = requests;

function stream() {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port, noDelay: true });
    let sentMs = 0;
    let firstMs = 0;
    let lastMs = 0;
    let events = 0;
    let tail = '';
    const send = () => {
      if (left-- <= 0) return socket.end(resolve);
      firstMs = 0;
      events = 0;
      tail = '';
      sentMs = performance.now();
      socket.write(request);
    };
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      const nowMs = performance.now();
      const text = tail + chunk.toString('latin1');
      const parts = text.split('\n\n');
      tail = parts.pop();
      for (const part of parts) {
        if (/"content":"[^"]/.test(part)) {
          if (events++ === 0) firstMs = nowMs;
          lastMs = nowMs;
        }
      }
      // The last chunk of a chunked body; the simulator sends no trailers.
      if (!text.endsWith('\r\n0\r\n\r\n')) return;
      ttftsMs.push(firstMs - sentMs);
      latenciesMs.push(lastMs - sentMs);
      itlsMs.push((lastMs - firstMs) / (events - 1));
      send();
    });
  });
}

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
await Promise.all(Array.from({ length: concurrency }, stream));
process.stdout.write(
  `${JSON.stringify({ requests: ttftsMs.length, ttftMs: median(ttftsMs), itlMs: median(itlsMs), latencyMs: median(latenciesMs) })}\n`,
);
