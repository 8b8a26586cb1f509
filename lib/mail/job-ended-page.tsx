import {
  Body,
  Button,
  Column,
  Container,
  Head,
  Heading,
  Hr,
  Html,
  Preview,
  Row,
  Section,
  Text,
} from "@react-email/components";
import type { Fact, JobEndedText } from "./job-ended";

const INK = "#18181b";
const QUIET = "#52525b";
const FONT = "ui-sans-serif, system-ui, 'Segoe UI', Helvetica, Arial, sans-serif";
const text = { color: INK, fontSize: "15px", lineHeight: "22px", margin: "0" };

export function JobEndedPage(mail: JobEndedText) {
  return (
    <Html lang={mail.language}>
      <Head />
      <Preview>{mail.intro}</Preview>
      <Body style={{ backgroundColor: "#f4f4f5", fontFamily: FONT, margin: "0", padding: "24px" }}>
        <Container style={{ backgroundColor: "#ffffff", borderRadius: "8px", padding: "28px" }}>
          <Heading as="h1" style={{ color: INK, fontSize: "20px", margin: "0 0 8px" }}>
            {mail.subject}
          </Heading>
          <Text style={{ ...text, marginBottom: "20px" }}>{mail.intro}</Text>
          <Facts facts={mail.counts} />
          <Hr style={{ borderColor: "#e4e4e7", margin: "16px 0" }} />
          <Facts facts={mail.amounts} />
          {mail.notes.map((note) => (
            <Text key={note} style={{ ...text, color: QUIET, fontSize: "13px", marginTop: "12px" }}>
              {note}
            </Text>
          ))}
          <Button href={mail.link.url} style={button}>
            {mail.link.label}
          </Button>
        </Container>
      </Body>
    </Html>
  );
}

const button = {
  backgroundColor: INK,
  borderRadius: "6px",
  color: "#ffffff",
  fontSize: "15px",
  marginTop: "24px",
  padding: "10px 18px",
};

function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <Section>
      {facts.map(({ label, value }) => (
        <Row key={label}>
          <Column>
            <Text style={{ ...text, color: QUIET, padding: "3px 0" }}>{label}</Text>
          </Column>
          <Column align="right">
            <Text style={{ ...text, padding: "3px 0" }}>{value}</Text>
          </Column>
        </Row>
      ))}
    </Section>
  );
}
