const OLDEST = [20, 19];

/** Ends the process with one line when this Node is too old. Written so that an old Node can still read it. */
export function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  console.error(
    `Tranche needs Node ${OLDEST.join(".")} or newer, and this is ${process.versions.node}. Get one from https://nodejs.org.`,
  );
  process.exit(1);
}
