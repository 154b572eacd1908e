/** Text in columns of a terminal: ids and titles are data, so everything invisible is made visible and widths are bounded. */
import { oneLine, visibleText } from '../core/visibleText';

const shown = (text: string, width: number): string => oneLine(visibleText(text), width);

export const padEnd = (text: string, width: number): string => shown(text, width).padEnd(width);
export const padStart = (text: string, width: number): string => shown(text, width).padStart(width);
