/**
 * An error that a person is meant to read: its message says what to do, and no stack is shown.
 * @param {string} message
 * @param {unknown} [cause]
 */
export function expected(message, cause) {
  return Object.assign(new Error(message, { cause }), { expected: true });
}
