import { Body, Container, Head, Html, Preview } from "@react-email/components";
import type { ReactNode } from "react";

const INK = "#18181b";
const QUIET = "#52525b";
const FONT = "ui-sans-serif, system-ui, 'Segoe UI', Helvetica, Arial, sans-serif";
const text = { color: INK, fontSize: "15px", lineHeight: "22px", margin: "0" };

export const mailStyles = {
  text,
  heading: { color: INK, fontSize: "20px", margin: "0 0 8px" },
  quiet: { ...text, color: QUIET },
  note: { ...text, color: QUIET, fontSize: "13px", marginTop: "12px" },
  button: {
    backgroundColor: INK,
    borderRadius: "6px",
    color: "#ffffff",
    fontSize: "15px",
    marginTop: "24px",
    padding: "10px 18px",
  },
};

type MailFrameProps = { language: string; preview: string; children: ReactNode };

/** What all mails have around them. */
export function MailFrame({ language, preview, children }: MailFrameProps) {
  return (
    <Html lang={language}>
      <Head />
      <Preview>{preview}</Preview>
      <Body style={{ backgroundColor: "#f4f4f5", fontFamily: FONT, margin: "0", padding: "24px" }}>
        <Container style={{ backgroundColor: "#ffffff", borderRadius: "8px", padding: "28px" }}>
          {children}
        </Container>
      </Body>
    </Html>
  );
}
