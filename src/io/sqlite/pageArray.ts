/** Where the bytes of the virtual file come from. What it throws reaches SQLite as an I/O error. */
export type ReadBytes = (position: number, length: number) => Uint8Array;

/** Any error number of Emscripten's file system will do: SQLite reports each of them as a disk I/O error. */
const EIO = 29;

/**
 * What is handed to `new sqlJs.Database(…)` in place of the file's bytes. Stock sql.js keeps it as a file of
 * Emscripten's in-memory file system, which touches it in two ways only: once `slice(0, length)`, which we answer with
 * ourselves, and for each read `subarray(from, to)`, which we answer with pages. The contract test of the pinned sql.js
 * holds that.
 */
export class PageArray extends Uint8Array {
  /** How often bytes were asked for. */
  reads = 0;
  /** What the last failed read threw; SQLite itself only knows "disk I/O error". */
  lastError: unknown = null;

  constructor(
    private readonly readBytes: ReadBytes,
    /**
     * Larger than the file ever gets, so that it may grow without being opened anew; page 1 says how large it is now.
     */
    private readonly virtualBytes: number,
  ) {
    super(0);
  }

  static get [Symbol.species](): Uint8ArrayConstructor {
    return Uint8Array;
  }

  override get length(): number {
    return this.virtualBytes;
  }

  override get byteLength(): number {
    return this.virtualBytes;
  }

  override slice(from?: number, to?: number): this {
    if (from === 0 && to === this.virtualBytes) return this;
    throw new Error('sql.js uses the page array in a way we do not know: slice');
  }

  override subarray(from = 0, to = this.virtualBytes): Uint8Array<ArrayBuffer> {
    this.reads++;
    try {
      return this.readBytes(from, to - from) as Uint8Array<ArrayBuffer>;
    } catch (error) {
      this.lastError = error;
      throw ioError();
    }
  }

  /** Reached only by a write into the file. */
  override set(): void {
    this.lastError = new Error('a write into a database that is only read');
    throw ioError();
  }
}

/**
 * Looks like Emscripten's own `ErrnoError`, whose field for the number has another name in each build: every
 * string-named field of this one is the number.
 */
function ioError(): unknown {
  const field = (_target: object, name: string | symbol): unknown => {
    if (name === 'name') return 'ErrnoError';
    if (name === 'message') return 'EIO';
    return typeof name === 'string' ? EIO : undefined;
  };
  return new Proxy({}, { get: field });
}
