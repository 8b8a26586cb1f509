"use client";

import { createContext, type ReactNode, useContext } from "react";
import { type Access, may, type Permission } from "@/lib/core/access";

const AccessContext = createContext<Access>({ organization: [], teams: {} });

/** Tells every screen below what its reader may do. The server decides; the screens only hide what it would refuse. */
export function AccessProvider({ access, children }: { access: Access; children: ReactNode }) {
  return <AccessContext value={access}>{children}</AccessContext>;
}

/** All that the reader may do, for what `lib/core` decides by it. */
export const useAccess = (): Access => useContext(AccessContext);

/** Whether the reader may do something: in the team, or without one anywhere. */
export function useMay(): (permission: Permission, teamId?: string) => boolean {
  const access = useAccess();
  return (permission, teamId) => may(access, permission, teamId);
}
