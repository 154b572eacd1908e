/** What went on, for a person who reports a problem. No message text of a session is ever written to it. */
export interface Log {
  info(message: string): void;
  error(message: string | Error): void;
}
