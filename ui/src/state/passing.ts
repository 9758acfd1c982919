/** Questions asked once: the program keeps no order of rows for them, so that the list on screen keeps its own. */
import { call, type Reply, type Request } from '../api';

/** The first rows that match, and the numbers beside the filters. */
export function findInstallations(filter: Request<'installation_query'>['filter'], limit: number): Promise<Reply<'installation_query'>> {
  return call('installation_query', { ...(filter && { filter }), limit, keep: false });
}
