import { once } from "node:events";
import { createServer, Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stayAtHome } from "./stay-at-home";

const { connect } = Socket.prototype;
const server = createServer((socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"));

beforeAll(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening");
  stayAtHome();
});
afterAll(() => {
  Socket.prototype.connect = connect;
  server.close();
});

describe("a process that stays at home", () => {
  it.each(["http://192.0.2.1/", "http://example.invalid/", "https://[2001:db8::1]/"])(
    "does not reach %s, and says so at once",
    async (url) => {
      const refused = await fetch(url).catch(({ cause }) => cause.message);
      expect(refused).toContain("nothing outside");
    },
  );

  it("reaches its own machine", async () => {
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
  });
});
