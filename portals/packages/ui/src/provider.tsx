import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import type { Boot } from "./boot";
import { BootProvider } from "./context";
import { themeOf, variablesOf } from "./theme";

interface Props {
  boot: Boot;
  queries: QueryClient;
  children: ReactNode;
}

/** Everything that the pages of a portal stand on. */
export function PortalProvider({ boot, queries, children }: Props) {
  const theme = useMemo(() => themeOf(boot), [boot]);
  const variables = useMemo(() => variablesOf(boot), [boot]);
  return (
    <BootProvider boot={boot}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={variables}
        defaultColorScheme="auto"
        getStyleNonce={() => boot.nonce}
        classNamesPrefix="p"
      >
        <QueryClientProvider client={queries}>
          {children}
          <Notifications position="bottom-center" />
        </QueryClientProvider>
      </MantineProvider>
    </BootProvider>
  );
}
