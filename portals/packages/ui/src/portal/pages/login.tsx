import { useSearch } from "@tanstack/react-router";
import { LoginPage } from "../../account/signin/login";
import type { Reason } from "../../session/session-end";

interface Search {
  from?: string;
  because?: Reason;
  problem?: string;
  second_factor?: "needed";
}

export function Login() {
  const { from, because, problem, second_factor }: Search = useSearch({ strict: false });
  return (
    <LoginPage
      from={from}
      because={because}
      problem={problem}
      secondFactor={second_factor === "needed"}
    />
  );
}
