"use client";

import { createContext, type ReactNode, useContext } from "react";

/** Who is looking, and at whose organization. */
export type Reader = { id: string; name: string; email: string; organizationName: string };

const ReaderContext = createContext<Reader>({ id: "", name: "", email: "", organizationName: "" });

export function ReaderProvider({ reader, children }: { reader: Reader; children: ReactNode }) {
  return <ReaderContext value={reader}>{children}</ReaderContext>;
}

export const useReader = (): Reader => useContext(ReaderContext);
