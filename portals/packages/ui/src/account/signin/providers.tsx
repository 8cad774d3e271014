import { Button, Divider, Stack } from "@mantine/core";
import { type ProviderKind, publicShowAgencyOptions, type SignInProvider } from "@portico/api";
import {
  IconBrandGoogle,
  IconBrandLinkedin,
  IconBrandWindows,
  IconIdBadge2,
  type TablerIcon,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

const ICONS: Record<ProviderKind, TablerIcon> = {
  google: IconBrandGoogle,
  microsoft: IconBrandWindows,
  linkedin: IconBrandLinkedin,
  generic: IconIdBadge2,
};

export function ProviderIcon({ kind }: { kind: ProviderKind | null | undefined }) {
  const Icon = ICONS[kind ?? "generic"];
  return <Icon size={20} aria-hidden />;
}

/** With whose accounts people sign in at this agency; none while that is not known. */
export function useProviders(): readonly SignInProvider[] {
  return useQuery(publicShowAgencyOptions()).data?.sign_in_providers ?? [];
}

interface Props {
  /** The words of a button for this provider. */
  label: (name: string) => string;
  /** Where the browser is to go, null if it is not to go; what fails is the caller's to show. */
  onStart: (provider: SignInProvider) => Promise<string | null>;
}

/** A button for each provider, which leads away from here. */
export function ProviderButtons({ label, onStart }: Props) {
  const providers = useProviders();
  const [leaving, setLeaving] = useState<string | null>(null);
  useEffect(() => {
    // Back from the provider by the browser's own button: the page is as it was.
    const again = () => setLeaving(null);
    globalThis.addEventListener("pageshow", again);
    return () => globalThis.removeEventListener("pageshow", again);
  }, []);
  const start = async (provider: SignInProvider) => {
    setLeaving(provider.id);
    const url = await onStart(provider);
    if (url === null) setLeaving(null);
    else globalThis.location.assign(url);
  };
  if (providers.length === 0) return null;
  return (
    <Stack gap="xs">
      {providers.map((provider) => (
        <Button
          key={provider.id}
          variant="default"
          fullWidth
          leftSection={<ProviderIcon kind={provider.kind} />}
          loading={leaving === provider.id}
          disabled={leaving !== null && leaving !== provider.id}
          onClick={() => void start(provider)}
        >
          {label(provider.name)}
        </Button>
      ))}
    </Stack>
  );
}

export function Or() {
  const { t } = useTranslation("account");
  return <Divider label={t("login.or")} labelPosition="center" />;
}
