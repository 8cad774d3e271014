import type { PasskeyOptions } from "@portico/api";

/** A passkey as the edge reads it: `PublicKeyCredential.toJSON()`. */
export type PasskeyAnswer = Record<string, unknown>;

/** Whether this browser can make and use passkeys. */
export function passkeysWork(): boolean {
  return (
    typeof PublicKeyCredential !== "undefined" &&
    typeof PublicKeyCredential.parseRequestOptionsFromJSON === "function" &&
    typeof PublicKeyCredential.parseCreationOptionsFromJSON === "function"
  );
}

/** Whether the browser offers passkeys where the e-mail address is typed. */
export async function offersInField(): Promise<boolean> {
  if (!passkeysWork()) return false;
  return (await PublicKeyCredential.isConditionalMediationAvailable?.()) ?? false;
}

/** Ask for a passkey to sign. Null when the person closed the browser's dialogue. */
export async function signWith(
  { options }: PasskeyOptions,
  more: { signal?: AbortSignal; mediation?: CredentialMediationRequirement } = {},
): Promise<PasskeyAnswer | null> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as unknown as PublicKeyCredentialRequestOptionsJSON,
  );
  return answerOf(() => navigator.credentials.get({ publicKey, ...more }));
}

/** Ask for a new passkey. Null when the person closed the browser's dialogue. */
export async function create({ options }: PasskeyOptions): Promise<PasskeyAnswer | null> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as unknown as PublicKeyCredentialCreationOptionsJSON,
  );
  return answerOf(() => navigator.credentials.create({ publicKey }));
}

/** The device holds a passkey for this account already. */
export class PasskeyHereAlreadyError extends Error {}

async function answerOf(ask: () => Promise<Credential | null>): Promise<PasskeyAnswer | null> {
  try {
    const found = await ask();
    return found === null ? null : { ...(found as PublicKeyCredential).toJSON() };
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    if (error.name === "InvalidStateError") throw new PasskeyHereAlreadyError();
    if (error.name === "NotAllowedError" || error.name === "AbortError") return null;
    throw error;
  }
}
