import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import { Mark } from "./mark";

type StandInProps = {
  title: string;
  text: ReactNode;
  /** Where to go from here, and in which words. */
  way: { href: string; label: string };
  /** Within the frame of signed-in pages, which is there already. */
  framed: boolean;
};

/** Takes the place of a page that is not shown: says why, and leads on. */
export function StandIn({ title, text, way, framed }: StandInProps) {
  const Frame = framed ? "div" : "main";
  return (
    <Frame
      className={cn(
        "grid place-content-center justify-items-center gap-3 p-8 text-center",
        framed ? "min-h-[60dvh]" : "min-h-dvh",
      )}
    >
      <Mark className="size-10" />
      <h1 className="font-semibold text-xl">{title}</h1>
      <p className="max-w-md text-muted">{text}</p>
      <Button asChild variant="primary" className="mt-2">
        <Link href={way.href}>{way.label}</Link>
      </Button>
    </Frame>
  );
}
