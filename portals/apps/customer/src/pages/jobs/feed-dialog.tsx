import {
  Alert,
  Anchor,
  Button,
  CopyButton,
  Group,
  Modal,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import {
  customerRenewJobFeed,
  customerRevokeJobFeed,
  customerShowJobFeedQueryKey,
  type JobFeed,
} from "@portico/api";
import { Confirm, ErrorAlert, Loaded, useFormats } from "@portico/ui";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { feedOptions } from "./queries";

/** What ends the address that calendars use now. */
type Ask = "renew" | "revoke";

/** The contact's feed for a calendar program: make it, copy its address, renew it, revoke it. */
export function FeedDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("jobs");
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("feed.title")}
      size="lg"
      closeButtonProps={{ "aria-label": t("close", { ns: "ui" }) }}
    >
      {opened && <Feed />}
    </Modal>
  );
}

function Feed() {
  const { t } = useTranslation("jobs");
  const query = useQuery(feedOptions());
  const [asks, setAsks] = useState<Ask | null>(null);
  const { address, busy, error, make, renew, revoke } = useFeed();
  return (
    <Stack gap="md">
      <Text>{t("feed.what")}</Text>
      <Loaded query={query}>
        {(feed) => (
          <Stack gap="md">
            {address ? <Address address={address} /> : <Since feed={feed} />}
            <ErrorAlert error={error} />
            <Group justify="flex-end" gap="sm">
              {feed.made_at && (
                <Button variant="default" onClick={() => setAsks("revoke")}>
                  {t("feed.revoke")}
                </Button>
              )}
              <Button
                loading={busy}
                variant={address ? "default" : "filled"}
                onClick={() => (feed.made_at ? setAsks("renew") : void make())}
              >
                {t(feed.made_at ? "feed.renew" : "feed.make")}
              </Button>
            </Group>
          </Stack>
        )}
      </Loaded>
      {(["renew", "revoke"] as const).map((ask) => (
        <Confirm
          key={ask}
          opened={asks === ask}
          onClose={() => setAsks(null)}
          title={t(`feed.ask.${ask}.title`)}
          action={t(`feed.${ask}`)}
          dangerous={ask === "revoke"}
          onConfirm={ask === "renew" ? renew : revoke}
        >
          <Text>{t(`feed.ask.${ask}.what`)}</Text>
        </Confirm>
      ))}
    </Stack>
  );
}

/** Commands to the feed; its address is known only after it was made here. */
function useFeed() {
  const queries = useQueryClient();
  const [address, setAddress] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const know = (feed: JobFeed) => queries.setQueryData(customerShowJobFeedQueryKey(), feed);
  const renew = async () => {
    const { data } = await customerRenewJobFeed({ throwOnError: true });
    setAddress(new URL(data.path, window.location.origin).href);
    know({ made_at: data.made_at });
  };
  const revoke = async () => {
    await customerRevokeJobFeed({ throwOnError: true });
    setAddress(null);
    know({ made_at: null });
  };
  // The first one ends none, so it is not asked for; what fails is said beside it.
  const make = async () => {
    setBusy(true);
    setError(null);
    try {
      await renew();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return { address, busy, error, make, renew, revoke };
}

function Since({ feed }: { feed: JobFeed }) {
  const { t } = useTranslation("jobs");
  const formats = useFormats();
  if (!feed.made_at) return null;
  return <Text c="dimmed">{t("feed.since", { moment: formats.moment(feed.made_at) })}</Text>;
}

/** What is told this once. */
function Address({ address }: { address: string }) {
  const { t } = useTranslation("jobs");
  return (
    <Stack gap="sm">
      <Alert color="yellow" variant="light" role="status">
        {t("feed.once")}
      </Alert>
      <TextInput
        label={t("feed.address")}
        value={address}
        readOnly
        onFocus={(event) => event.currentTarget.select()}
      />
      <Group gap="md">
        <CopyButton value={address}>
          {({ copied, copy }) => (
            <Button
              leftSection={
                copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />
              }
              onClick={copy}
            >
              {t(copied ? "copied" : "copy", { ns: "ui" })}
            </Button>
          )}
        </CopyButton>
        <Anchor href={address.replace(/^https?:/, "webcal:")}>{t("feed.open")}</Anchor>
      </Group>
    </Stack>
  );
}
