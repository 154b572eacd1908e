/**
 * The thread that searches: a regular expression may take longer than anybody lives, so whoever asks ends this thread when an answer
 * takes too long. It reads nothing; the texts are handed to it page by page.
 */
import { parentPort } from 'node:worker_threads';
import { findInPage, findPattern, type FindPage } from '../../core/find';
import type { FindRequest, FindResponse } from './api';

const port = parentPort;
if (port === null) throw new Error('This file runs as a worker thread only.');

const kept = new Map<number, FindPage>();

port.on('message', ({ id, query, number, page, keep }: FindRequest) => {
  const searched = page ?? kept.get(number);
  if (page !== null && keep) kept.set(number, page);
  const pattern = findPattern(query);
  const hits = pattern === null || searched === undefined ? null : findInPage(searched, pattern, query.scope);
  const response: FindResponse = { id, hits };
  port.postMessage(response);
});
