/**
 * Loaded before a program with `--require`: records every call of node:fs that opens or could change something, and
 * prints the record as JSON when the program ends. Reading verbs are let through unrecorded.
 */
'use strict';
const fs = require('node:fs');

const calls = [];
const READING = /^(read|stat|lstat|fstat|exists|access|realpath|close|opendir|watch|unwatch|_)/;
const write = fs.writeSync;

for (const holder of [fs, fs.promises]) {
  for (const [name, original] of Object.entries(holder)) {
    if (typeof original !== 'function' || READING.test(name) || /^[A-Z]/.test(name)) continue;
    holder[name] = function traced(...args) {
      calls.push({ name, path: String(args[0]), flags: /^open/.test(name) ? args[1] : undefined });
      return original.apply(this, args);
    };
  }
}
process.on('exit', () => void write(1, JSON.stringify(calls)));
