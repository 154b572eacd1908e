/** Blocks of code between fences, found line by line, as CommonMark has them: for texts that are looked through and not parsed. */

/** Where a fence begins or ends, behind the marks of lists and quotes. */
const FENCE = /^[\s>*+\-\d.)]{0,20}?(`{3,}|~{3,})(.*)$/;

export class CodeFences {
  private open: string | null = null;

  /** True for the next line where it is code, or a fence. A block that is not closed goes to the end. */
  take(line: string): boolean {
    const [, mark, rest = ''] = FENCE.exec(line) ?? [];
    if (this.open === null) {
      // What goes on with a backtick is code within a line.
      if (mark === undefined || (mark.startsWith('`') && rest.includes('`'))) return false;
      this.open = mark;
    } else if (mark?.startsWith(this.open) === true && rest.trim() === '') this.open = null;
    return true;
  }
}
