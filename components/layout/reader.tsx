"use client";

import { createContext, type ReactNode, useContext } from "react";

/** Who is looking, and at whose organization. */
export type Reader = {
  id: string;
  name: string;
  email: string;
  organizationName: string;
  /** An owner has asked for the organization's deletion: when it is removed. */
  deleteAfter: string | null;
};

const NOBODY: Reader = { id: "", name: "", email: "", organizationName: "", deleteAfter: null };

const ReaderContext = createContext<Reader>(NOBODY);

export function ReaderProvider({ reader, children }: { reader: Reader; children: ReactNode }) {
  return <ReaderContext value={reader}>{children}</ReaderContext>;
}

export const useReader = (): Reader => useContext(ReaderContext);
