import type { View } from "../generated/types.gen";
import { type LineListener, openLine, type StaleViews } from "./line";

interface LiveListener {
  /** These views went stale; `null` means that anything may have. */
  stale: (views: StaleViews) => void;
  /** The session is over. */
  ended: () => void;
  /** There is no line at the moment: the session may be over, or the site away. */
  broken?: () => void;
}

/** What one tab tells the others of the same portal. */
type TabMessage =
  | { kind: "alive" }
  /** A tab shows what it began to fetch `since` then, in milliseconds of the clock. */
  | { kind: "joined"; since: number }
  | { kind: "stale"; views: StaleViews }
  | { kind: "ended" };

/** What the leader said, for tabs that join: their page may be of before it. */
interface PastNotice {
  at: number;
  views: StaleViews;
}

const SAID_FOR_MILLISECONDS = 30_000;

const ALIVE_EVERY_MILLISECONDS = 3_000;
/** A leader of whom nothing was heard for so long is taken to be frozen. */
const SILENT_AFTER_MILLISECONDS = 10_000;
/** Who looks at another tab for a moment keeps the line. */
const HIDDEN_FOR_MILLISECONDS = 3_000;

/**
 * Follow what goes stale until the returned function is called.
 *
 * Over HTTP/1.1 a browser has six connections to a site, and a line takes one for good. So all tabs
 * of a portal share one: a tab that is looked at leads (it holds a Web Lock, which the browser
 * passes on when the tab is closed or crashes), opens the line, and tells the others. A hidden tab
 * gives up the lead, so that there is no line while nobody looks; it is told what it missed as soon
 * as it is looked at. A leader that falls silent, because its tab is frozen, is deposed.
 *
 * Where a browser has no Web Locks (a site without https), each tab that is looked at has a line.
 */
export function followLive(portal: string, listener: LiveListener): () => void {
  const tab = new Tab(portal, listener);
  return () => tab.stop();
}

class Tab {
  readonly #portal: string;
  readonly #listener: LiveListener;
  readonly #lock: string;
  readonly #channel: BroadcastChannel | undefined;
  readonly #stopped = new AbortController();
  #closeLine: (() => void) | undefined;
  /** Gives the lead, or the place in the queue for it, away. */
  #resign: (() => void) | undefined;
  #heardAt = Date.now();
  #lookedAt = Date.now();
  #hiding: ReturnType<typeof setTimeout> | undefined;
  /** Whether there may have been a time without a line since this tab showed its first page. */
  #mayHaveMissed = false;
  /** What this tab said as the leader, the latest last. */
  #said: PastNotice[] = [];
  /** What went stale while nobody looked. */
  #unseen: Set<View> | null | undefined;

  constructor(portal: string, listener: LiveListener) {
    this.#portal = portal;
    this.#listener = listener;
    this.#lock = `portico-live-${portal}`;
    if ("locks" in navigator && "BroadcastChannel" in globalThis) {
      this.#channel = new BroadcastChannel(this.#lock);
      this.#channel.onmessage = (event: MessageEvent<TabMessage>) => this.#hear(event.data);
    }
    const { signal } = this.#stopped;
    document.addEventListener("visibilitychange", () => this.#look(), { signal });
    document.addEventListener("freeze", () => this.#stepDown(), { signal });
    globalThis.addEventListener("pagehide", () => this.#stepDown(), { signal });
    document.addEventListener("resume", () => this.#comeBack(), { signal });
    globalThis.addEventListener("pageshow", (event) => event.persisted && this.#comeBack(), {
      signal,
    });
    this.#say({ kind: "joined", since: Date.now() - performance.now() });
    const watching = setInterval(() => this.#watch(), ALIVE_EVERY_MILLISECONDS);
    signal.addEventListener("abort", () => clearInterval(watching));
    this.#look();
  }

  stop(): void {
    this.#stopped.abort();
    clearTimeout(this.#hiding);
    this.#stepDown();
    this.#channel?.close();
  }

  #look(): void {
    clearTimeout(this.#hiding);
    if (document.visibilityState === "hidden") {
      this.#hiding = setTimeout(() => this.#stepDown(), HIDDEN_FOR_MILLISECONDS);
      return;
    }
    this.#stand();
    const unseen = this.#unseen;
    this.#unseen = undefined;
    if (unseen !== undefined) this.#listener.stale(unseen && [...unseen]);
  }

  /** The browser had stopped this tab: whatever was said meanwhile was not heard. */
  #comeBack(): void {
    this.#tell(null);
    if (document.visibilityState !== "hidden") this.#stand();
  }

  /** Ask for the lead; `steal` takes it from who has fallen silent. */
  #stand(steal = false): void {
    if (this.#resign && !steal) return;
    if (!this.#channel) {
      this.#resign = () => undefined;
      this.#lead();
      return;
    }
    this.#resign?.();
    const asked = Date.now();
    const queueing = new AbortController();
    this.#resign = () => queueing.abort();
    navigator.locks
      .request(this.#lock, steal ? { steal } : { signal: queueing.signal }, () => {
        if (this.#stopped.signal.aborted) return;
        if (Date.now() - asked > 100) this.#mayHaveMissed = true;
        return new Promise<void>((resolve) => {
          this.#resign = resolve;
          this.#lead();
        });
      })
      .catch(() => {
        // Resigned before its turn, or deposed: then the line is another tab's, and this one queues.
        if (queueing.signal.aborted) return;
        this.#stepDown();
        if (!this.#stopped.signal.aborted) this.#look();
      });
  }

  #lead(): void {
    const listener: LineListener = {
      opened: () => {
        // Nobody listened until now. Of a first page the edge tells what it missed, of others not.
        this.#say({ kind: "stale", views: null });
        if (this.#mayHaveMissed) this.#tell(null);
        this.#mayHaveMissed = true;
      },
      stale: (views) => {
        this.#say({ kind: "stale", views });
        this.#remember(views);
        this.#tell(views);
      },
      ended: () => {
        this.#say({ kind: "ended" });
        this.#stepDown();
        this.#listener.ended();
      },
      broken: () => this.#listener.broken?.(),
    };
    this.#say({ kind: "alive" });
    // The page is as old as this document: the rest is told when the line is open.
    this.#closeLine = openLine(this.#portal, listener, this.#mayHaveMissed ? undefined : 0);
  }

  #stepDown(): void {
    this.#closeLine?.();
    if (this.#closeLine) this.#mayHaveMissed = true;
    this.#closeLine = undefined;
    const resign = this.#resign;
    this.#resign = undefined;
    resign?.();
  }

  #hear(said: TabMessage): void {
    this.#heardAt = Date.now();
    if (said.kind === "joined" && this.#closeLine) this.#repeat(said.since);
    if (said.kind === "stale") this.#tell(said.views);
    if (said.kind === "ended") {
      this.#stepDown();
      this.#listener.ended();
    }
  }

  #remember(views: StaleViews): void {
    const now = Date.now();
    this.#said = this.#said.filter((one) => one.at > now - SAID_FOR_MILLISECONDS);
    this.#said.push({ at: now, views });
  }

  /** Say again what was said since a tab began to fetch its page: it could not hear it yet. */
  #repeat(since: number): void {
    const missed = this.#said.filter((one) => one.at >= since);
    if (missed.length === 0) return;
    const all = missed.some((one) => one.views === null);
    const views = all ? null : [...new Set(missed.flatMap((one) => one.views ?? []))];
    this.#say({ kind: "stale", views });
  }

  /** What a tab shows that nobody looks at can wait. */
  #tell(views: StaleViews): void {
    if (document.visibilityState !== "hidden") this.#listener.stale(views);
    else if (views === null || this.#unseen === null) this.#unseen = null;
    else this.#unseen = new Set([...(this.#unseen ?? []), ...views]);
  }

  /** The leader says that it lives; the others listen for it. */
  #watch(): void {
    const now = Date.now();
    // A machine that slept has heard nobody, and that is no leader's fault.
    if (now - this.#lookedAt > SILENT_AFTER_MILLISECONDS) this.#heardAt = now;
    this.#lookedAt = now;
    if (this.#closeLine) this.#say({ kind: "alive" });
    else if (this.#resign && now - this.#heardAt > SILENT_AFTER_MILLISECONDS) {
      this.#heardAt = now;
      this.#stand(true);
    }
  }

  #say(said: TabMessage): void {
    if (!this.#stopped.signal.aborted) this.#channel?.postMessage(said);
  }
}
