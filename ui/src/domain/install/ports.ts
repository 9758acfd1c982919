/** The port on which this computer receives `url`; none when it isn't on `http://localhost`, or nobody may listen there. */
export function loopbackPort(url: string): number | undefined {
  if (!isLoopback(url)) return undefined;
  const port = Number(new URL(url).port || 80);
  return port < 1024 ? undefined : port;
}

export function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && hostname === 'localhost';
}

/** `localhost:3917`: what is listened on, as a person says it. */
export function placeOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}

/** Redirect URLs that this computer can receive on another port than `url`'s; one for each port. */
export function otherPorts(urls: readonly string[], url: string): { url: string; port: number }[] {
  const taken = new Set<number | undefined>([undefined, loopbackPort(url)]);
  return urls.flatMap((other) => {
    const port = loopbackPort(other);
    if (port === undefined || taken.has(port)) return [];
    taken.add(port);
    return [{ url: other, port }];
  });
}
