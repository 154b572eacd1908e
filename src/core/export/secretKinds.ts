/** What redaction looks for, and how often it found it. */

export const SECRET_KINDS = ['privateKey', 'key', 'token', 'password', 'email', 'homePath'] as const;

/**
 * - `privateKey`: a PEM block.
 * - `key`: an API key or client secret; names a program to a service for as long as nobody revokes it.
 * - `token`: an access token, a cookie, a JWT; stands for a person or a session.
 * - `password`: also in addresses and connection strings.
 * - `email`: an e-mail address.
 * - `homePath`: the part of a path that names a person's home, e.g. `/home/ada`.
 */
export type SecretKind = (typeof SECRET_KINDS)[number];

/** Replaced occurrences of each kind. */
export type SecretCounts = Readonly<Record<SecretKind, number>>;

export const NO_SECRETS: SecretCounts = { privateKey: 0, key: 0, token: 0, password: 0, email: 0, homePath: 0 };

export const addCounts = (a: SecretCounts, b: SecretCounts): SecretCounts => {
  const sum = { ...a };
  for (const kind of SECRET_KINDS) sum[kind] += b[kind];
  return sum;
};
