import { Text } from "@mantine/core";
import {
  customerReadInquiry,
  customerShowInquiryQueryKey,
  customerWriteInInquiry,
  type Inquiry,
} from "@portico/api";
import {
  Card,
  Conversation,
  DetailPage,
  Facts,
  Moment,
  refresh,
  Section,
  TextLink,
  useBoot,
} from "@portico/ui";
import { BackLink } from "@portico/ui/portal";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { InvoiceName } from "./about";
import { SentFiles, useFiles } from "./files";
import { InquiriesOff } from "./off";
import { inquiryOptions } from "./queries";
import { sendWithFiles } from "./sending";
import { InquiryStatus } from "./status";

const route = getRouteApi("/shell/inquiries/$inquiryId");

/** A conversation with the agency: where it stands, what it is about, all messages (K15). */
export function InquiryPage() {
  const { t } = useTranslation("inquiries");
  const { inquiryId } = route.useParams();
  const query = useQuery(inquiryOptions(inquiryId));
  useSeen(query.data);
  return (
    <DetailPage
      query={query}
      title={t("inquiry")}
      back={<BackLink to="/inquiries">{t("title")}</BackLink>}
    >
      {(inquiry) => ({
        title: inquiry.subject,
        lead: t(`kinds.${inquiry.kind}`),
        summary: <Head of={inquiry} />,
        content: <Messages key={inquiry.inquiry_id} of={inquiry} />,
      })}
    </DetailPage>
  );
}

/** Whoever looks at an answer has seen it: told once, as soon as the page is looked at. */
function useSeen(inquiry: Inquiry | undefined) {
  const queries = useQueryClient();
  const isUnread = inquiry?.unread === true;
  const inquiryId = inquiry?.inquiry_id;
  const seen = inquiry?.messages;
  useEffect(() => {
    if (!isUnread || !inquiryId || !seen) return;
    const tellSeen = async () => {
      if (document.hidden) return;
      document.removeEventListener("visibilitychange", onShown);
      try {
        const path = { inquiry_id: inquiryId };
        await customerReadInquiry({ path, body: { seen }, throwOnError: true });
        await refresh(queries, ["inquiries", "dashboard"]);
      } catch {
        // It stays unread, and is told with the next look at it.
      }
    };
    const onShown = () => void tellSeen();
    document.addEventListener("visibilitychange", onShown);
    onShown();
    return () => document.removeEventListener("visibilitychange", onShown);
  }, [isUnread, inquiryId, seen, queries]);
}

function Head({ of }: { of: Inquiry }) {
  const { t } = useTranslation("inquiries");
  const facts: [string, React.ReactNode][] = [
    [t("fields.opened_by"), of.opened_by_name],
    [t("fields.opened_at"), <Moment key="opened" moment={of.opened_at} exact />],
    [t("fields.assigned_to"), of.assigned_to_name || t("nobody")],
    [t("fields.company"), of.company_name],
  ];
  if (of.link) facts.unshift([t("fields.about"), <About key="about" link={of.link} />]);
  return (
    <Card>
      <span role="status">
        <InquiryStatus of={of} />
      </span>
      <Text>{useStanding(of)}</Text>
      <Facts facts={facts} />
    </Card>
  );
}

function useStanding(of: Inquiry): string {
  const { t } = useTranslation("inquiries");
  const { agency } = useBoot();
  return t(`standing.${of.state}`, { agency: agency.name });
}

function About({ link }: { link: NonNullable<Inquiry["link"]> }) {
  const { t } = useTranslation("inquiries");
  return link.kind === "invoice" ? (
    <TextLink to="/invoices/$invoiceId" params={{ invoiceId: link.subject_id }}>
      {link.name ? <InvoiceName number={link.name} /> : t("about.invoice")}
    </TextLink>
  ) : (
    <TextLink to="/offers/$offerId" params={{ offerId: link.subject_id }}>
      {link.name}
    </TextLink>
  );
}

function Messages({ of }: { of: Inquiry }) {
  const { t } = useTranslation("inquiries");
  const { agency } = useBoot();
  const queries = useQueryClient();
  const about = `inquiry-${of.inquiry_id}`;
  const files = useFiles(about);
  const path = { inquiry_id: of.inquiry_id };
  const send = async (text: string, key: string) => {
    const body = { text, attachment_ids: files.ids };
    const headers = { "Idempotency-Key": key };
    const { data } = await sendWithFiles(() =>
      customerWriteInInquiry({ path, body, headers, throwOnError: true }),
    );
    files.clear();
    queries.setQueryData(customerShowInquiryQueryKey({ path }), data);
  };
  return (
    <Section title={t("messages")}>
      <Card>
        <Conversation
          about={about}
          messages={of.conversation.map((message) => ({
            id: String(message.number),
            author: message.author_name,
            role: message.author_portal === "agency" ? agency.name : of.company_name,
            at: message.written_at,
            text: message.text,
            files: <SentFiles files={message.attachments} />,
          }))}
          {...(of.can_write && { onSend: send, files })}
        />
        {!of.can_write && <InquiriesOff />}
      </Card>
    </Section>
  );
}
