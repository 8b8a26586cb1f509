/** Row numbers as digits, counted up in place: cheaper than making a string for each row. */
export function rowDigits(): { write(out: Uint8Array, at: number): number } {
  const digits = [0x30];
  return {
    write: (out, at) => {
      let place = digits.length - 1;
      while (place >= 0 && digits[place] === 0x39) digits[place--] = 0x30;
      if (place < 0) digits.unshift(0x31);
      else digits[place] = (digits[place] as number) + 1;
      for (let i = 0; i < digits.length; i++) out[at + i] = digits[i] as number;
      return at + digits.length;
    },
  };
}

/** At most so many digits: numbers stay exact up to there. */
export const MAX_DIGITS = 16;
