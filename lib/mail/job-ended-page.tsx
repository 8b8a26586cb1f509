import { Button, Column, Heading, Hr, Row, Section, Text } from "@react-email/components";
import type { Fact, JobEndedText } from "./job-ended";
import { MailFrame, mailStyles } from "./mail-frame";

export function JobEndedPage(mail: JobEndedText) {
  return (
    <MailFrame language={mail.language} preview={mail.intro}>
      <Heading as="h1" style={mailStyles.heading}>
        {mail.subject}
      </Heading>
      <Text style={{ ...mailStyles.text, marginBottom: "20px" }}>{mail.intro}</Text>
      <Facts facts={mail.counts} />
      <Hr style={{ borderColor: "#e4e4e7", margin: "16px 0" }} />
      <Facts facts={mail.amounts} />
      {mail.notes.map((note) => (
        <Text key={note} style={mailStyles.note}>
          {note}
        </Text>
      ))}
      <Button href={mail.link.url} style={mailStyles.button}>
        {mail.link.label}
      </Button>
    </MailFrame>
  );
}

function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <Section>
      {facts.map(({ label, value }) => (
        <Row key={label}>
          <Column>
            <Text style={{ ...mailStyles.quiet, padding: "3px 0" }}>{label}</Text>
          </Column>
          <Column align="right">
            <Text style={{ ...mailStyles.text, padding: "3px 0" }}>{value}</Text>
          </Column>
        </Row>
      ))}
    </Section>
  );
}
