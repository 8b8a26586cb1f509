/** As PostgreSQL and addresses take it: letters of ASCII, digits, underscores; our own begin with what they name. */
export const ID_CHARACTERS = /^[a-zA-Z0-9_]+$/;
export const ID_LENGTH = 64;

/** Whether a text could be an id at all; what is none has nothing behind it. */
export const isId = (text: string): boolean => text.length <= ID_LENGTH && ID_CHARACTERS.test(text);
