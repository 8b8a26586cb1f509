import type { ReactNode } from "react";
import { Initials } from "../layout/account-menu";

type PersonCellProps = { name: string; email: string; mark?: ReactNode; below?: ReactNode };

/** Who it is, for the first cell of a row. */
export function PersonCell({ name, email, mark, below }: PersonCellProps) {
  return (
    <span className="flex min-w-0 items-center gap-3">
      <span className="max-sm:hidden">
        <Initials name={name} />
      </span>
      <span className="grid min-w-0">
        <span className="flex flex-wrap items-center gap-x-2 font-medium">
          <span className="wrap-anywhere">{name}</span>
          {mark}
        </span>
        <span className="wrap-anywhere text-muted text-sm">{email}</span>
        {below}
      </span>
    </span>
  );
}
