import { Button } from "@mantine/core";
import {
  type SignInMethod,
  sessionLinkSignInMethod,
  sessionListSignInMethodsOptions,
  sessionListSignInMethodsQueryKey,
  sessionUnlinkSignInMethod,
} from "@portico/api";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "../../components/confirm";
import { Loaded, RowsSkeleton } from "../../components/states";
import { tell } from "../../components/tell";
import { Status } from "../../components/values";
import { useBoot, useFormats } from "../../context";
import { AccountAlert } from "../cause";
import { ProviderIcon, useProviders } from "../signin/providers";
import { Block, Line, Lines } from "./block";
import { useRecent } from "./recent";

/** Accounts elsewhere that sign in here: linked ones, and those that can be. */
export function MethodsBlock() {
  const { t } = useTranslation("account");
  const { portal } = useBoot();
  const query = useQuery(sessionListSignInMethodsOptions({ query: { portal } }));
  const providers = useProviders();
  // An agency without providers, and nobody ever linked one: there is nothing to say.
  if (query.data?.items.length === 0 && providers.length === 0) return null;
  return (
    <Block title={t("methods.title")} lead={t("methods.lead")}>
      <Loaded query={query} skeleton={<RowsSkeleton rows={2} />}>
        {({ items }) => <Methods items={items} />}
      </Loaded>
    </Block>
  );
}

function Methods({ items }: { items: readonly SignInMethod[] }) {
  const { t } = useTranslation("account");
  const { portal } = useBoot();
  const query = { portal };
  const formats = useFormats();
  const queries = useQueryClient();
  const router = useRouter();
  const withRecent = useRecent();
  const providers = useProviders();
  const [leaving, setLeaving] = useState<string | null>(null);
  const [unlinking, setUnlinking] = useState<SignInMethod | null>(null);
  const [error, setError] = useState<unknown>(null);
  const linked = new Set(items.map((method) => method.provider_id));

  const link = async (provider_id: string) => {
    setLeaving(provider_id);
    setError(null);
    const return_to = `${router.options.basepath ?? ""}/settings/security?linked=true`;
    try {
      const body = { provider_id, return_to };
      const { data } = await withRecent(() => sessionLinkSignInMethod({ body, query }));
      if (data) globalThis.location.assign(data.authorize_url);
    } catch (failure) {
      setError(failure);
      setLeaving(null);
    }
  };
  return (
    <>
      <AccountAlert error={error} />
      <Lines label={t("methods.title")}>
        {items.map((method) => (
          <Line
            key={method.id}
            icon={<ProviderIcon kind={method.kind} />}
            title={method.provider_name}
            actions={
              <>
                {!method.usable && <Status tone="warn">{t("methods.switched_off")}</Status>}
                <Button variant="default" size="sm" onClick={() => setUnlinking(method)}>
                  {t("methods.unlink")}
                </Button>
              </>
            }
          >
            {[
              method.email ?? method.name,
              t("methods.linked_on", { day: formats.momentDay(method.linked_at) }),
            ]
              .filter(Boolean)
              .join(" · ")}
          </Line>
        ))}
        {providers
          .filter(({ id }) => !linked.has(id))
          .map((provider) => (
            <Line
              key={provider.id}
              icon={<ProviderIcon kind={provider.kind} />}
              title={provider.name}
              actions={
                <Button
                  variant="default"
                  size="sm"
                  loading={leaving === provider.id}
                  onClick={() => void link(provider.id)}
                >
                  {t("methods.link")}
                </Button>
              }
            >
              {t("methods.not_linked")}
            </Line>
          ))}
      </Lines>
      <Confirm
        opened={unlinking !== null}
        onClose={() => setUnlinking(null)}
        title={t("methods.unlink_title", { name: unlinking?.provider_name })}
        action={t("methods.unlink")}
        dangerous
        onConfirm={async () => {
          if (!unlinking) return;
          const path = { method_id: unlinking.id };
          await withRecent(() => sessionUnlinkSignInMethod({ path, query }));
          tell(t("methods.unlinked", { name: unlinking.provider_name }));
          await queries.invalidateQueries({
            queryKey: sessionListSignInMethodsQueryKey({ query }),
          });
        }}
      >
        {t("methods.unlink_lead", { name: unlinking?.provider_name })}
      </Confirm>
    </>
  );
}
