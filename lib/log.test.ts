import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { AppError } from "./errors";
import { createLog } from "./log";

/** What was logged, as the bytes that reach the file. */
function recorder() {
  const chunks: string[] = [];
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      chunks.push(String(chunk));
      done();
    },
  });
  return { log: createLog("test", "info", stream), written: () => chunks.join("") };
}

const FORGED = '{"level":30,"msg":"all is well"}';
const HOSTILE = [
  `a\n${FORGED}`,
  `a\r\n${FORGED}\r\n`,
  `a\u0085${FORGED}`,
  `a\u2028${FORGED}\u2029`,
  `","msg":"all is well"}\n${FORGED}`,
  `\u001b[2J${FORGED}`,
  `\u0000${FORGED}`,
  `half \uD800 ${FORGED}`,
];

test.each(HOSTILE)("%j makes no line of its own and no field of its own", (text) => {
  const { log, written } = recorder();
  log.error({ name: text, err: new AppError("internal", text), [text]: text }, text);
  log.child({ organizationId: text }).warn({ nested: { list: [text] } }, "after");
  const lines = written().split("\n");
  expect(lines).toHaveLength(3);
  expect(lines.pop()).toBe("");
  const [first, second] = lines.map((line) => JSON.parse(line));
  expect(first).toMatchObject({ level: 50, process: "test" });
  expect(first.msg).toContain("level");
  expect(second).toMatchObject({ level: 40, msg: "after" });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(written().replaceAll("\n", "")).not.toMatch(/[\u0000-\u001f]/);
});
