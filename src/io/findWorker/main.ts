/**
 * The thread that searches: a regular expression may take longer than anybody lives, so whoever asks ends this thread when an answer
 * takes too long. It reads nothing; the texts are handed to it page by page.
 */
import { parentPort } from 'node:worker_threads';
import { findInPage, findPattern, type FindHit, type FindPage } from '../../core/find';
import type { FindRequest, FindResponse } from './api';

const port = parentPort;
if (port === null) throw new Error('This file runs as a worker thread only.');

const answer = (response: FindResponse): void => port.postMessage(response);
const kept = new Map<number, FindPage>();

port.on('message', (request: FindRequest) => {
  switch (request.type) {
    case 'keep':
      kept.set(request.number, request.page);
      return;
    case 'drop':
      for (const number of request.numbers) kept.delete(number);
      return;
    case 'search': {
      const { id } = request;
      answer({ type: 'begun', id });
      answer({ type: 'found', id, hits: search(request) });
    }
  }
});

function search({ query, pages }: FindRequest & { type: 'search' }): readonly FindHit[] | null {
  const pattern = findPattern(query);
  if (pattern === null) return null;
  return pages.flatMap((page) => {
    const searched = typeof page === 'number' ? kept.get(page) : page;
    // An error ends the thread, and is told as such: pages that are not here must never look like pages without a match.
    if (searched === undefined) throw new Error('A page that is to be searched is not kept.');
    return findInPage(searched, pattern, query.scope);
  });
}
