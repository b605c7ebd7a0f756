//! The elements of a JSON array, or the documents of a file of JSON lines, one after the other.
//!
//! They are cut out by their brackets and parsed alone, so a bad one spoils nothing, and no more than one is in memory.

use std::io::{BufRead, Result};

/// A longer element is none; the rest of it is skipped. Steam's whole library is one.
const LONGEST: usize = 8 << 20;
/// Deeper nesting is none of these formats.
const DEEPEST: usize = 64;

/// Reads elements.
pub(super) struct Elements<R> {
    input: R,
    line: u64,
    /// Whether the elements stand in an array.
    in_array: bool,
    began: bool,
}

/// An element.
pub(super) enum Element<'a> {
    /// Its text and the line at which it begins.
    Json(&'a [u8], u64),
    /// Something that is too long or too deep, or breaks off.
    Broken(u64),
}

/// Where in an element the reader is.
#[derive(Default)]
struct Place {
    depth: usize,
    deepest: usize,
    in_text: bool,
    escaped: bool,
}

impl<R: BufRead> Elements<R> {
    pub(super) const fn new(input: R) -> Self {
        Self { input, line: 1, in_array: false, began: false }
    }

    /// The next element, in `buffer`; `None` at the end.
    pub(super) fn next<'a>(&mut self, buffer: &'a mut Vec<u8>) -> Result<Option<Element<'a>>> {
        buffer.clear();
        let mut place = Place::default();
        let mut at = self.line;
        loop {
            let chunk = self.input.fill_buf()?;
            if chunk.is_empty() {
                // An array that is not closed was cut, whatever came before.
                return Ok((!buffer.is_empty()).then_some(Element::Broken(at)));
            }
            let mut used = 0;
            let mut done = false;
            for &byte in chunk {
                let outside = place.depth == 0 && !place.in_text;
                if byte == b'\n' {
                    self.line += 1;
                }
                // A bare value in a line of its own ends with the line; in an array, with the comma.
                let ends = outside && !buffer.is_empty() && matches!(byte, b',' | b']' | b'\n');
                if ends {
                    used += 1;
                    done = true;
                    break;
                }
                used += 1;
                if outside && buffer.is_empty() {
                    if byte == b'[' && !self.began {
                        (self.began, self.in_array) = (true, true);
                        continue;
                    }
                    // The mark of UTF-8 is no part of the text.
                    let skipped = matches!(byte, b',' | b']' | 0xef | 0xbb | 0xbf);
                    if skipped || byte.is_ascii_whitespace() {
                        continue;
                    }
                    (self.began, at) = (true, self.line);
                }
                place.take(byte);
                if buffer.len() <= LONGEST {
                    buffer.push(byte);
                }
                if place.depth == 0 && !place.in_text && matches!(byte, b'}' | b']') {
                    done = true;
                    break;
                }
            }
            self.input.consume(used);
            if done {
                let broken = buffer.len() > LONGEST || place.deepest > DEEPEST;
                return Ok(Some(if broken { Element::Broken(at) } else { Element::Json(buffer, at) }));
            }
        }
    }
}

impl Place {
    fn take(&mut self, byte: u8) {
        if self.in_text {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_text = false,
                _ => {}
            }
            return;
        }
        match byte {
            b'"' => self.in_text = true,
            b'{' | b'[' => {
                self.depth += 1;
                self.deepest = self.deepest.max(self.depth);
            }
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    fn read(text: &[u8], size: usize) -> Vec<(String, u64)> {
        let mut elements = Elements::new(BufReader::with_capacity(size, text));
        let (mut found, mut buffer) = (Vec::new(), Vec::new());
        while let Some(element) = elements.next(&mut buffer).unwrap() {
            found.push(match element {
                Element::Json(json, line) => (String::from_utf8_lossy(json).into_owned(), line),
                Element::Broken(line) => ("broken".to_owned(), line),
            });
        }
        found
    }

    fn told(found: &[(&str, u64)]) -> Vec<(String, u64)> {
        found.iter().map(|(text, line)| ((*text).to_owned(), *line)).collect()
    }

    #[test]
    fn arrays_lines_and_documents_however_they_are_read() {
        let array = "\u{feff}[\n {\"a\": \"]},{\\\"\"},\n null , 7,\n{\"b\":[1,{}]}\n]\n";
        let lines = "{\"a\":1}\n\n{\"b\":\n2}\n";
        for size in [1, 2, 3, 7, 4096] {
            let expected = [("{\"a\": \"]},{\\\"\"}", 2), ("null ", 3), ("7", 3), ("{\"b\":[1,{}]}", 4)];
            assert_eq!(read(array.as_bytes(), size), told(&expected), "{size}");
            assert_eq!(read(lines.as_bytes(), size), told(&[("{\"a\":1}", 1), ("{\"b\":\n2}", 3)]), "{size}");
        }
        assert_eq!(read(b"[]", 9), told(&[]));
        assert_eq!(read(b" ", 9), told(&[]));
    }

    #[test]
    fn what_breaks_off_or_is_too_deep_is_told() {
        assert_eq!(read(b"[{\"a\":1},\n{\"b\"", 9), told(&[("{\"a\":1}", 1), ("broken", 2)]));
        let deep = [b"[".repeat(100), b"]".repeat(100)].concat();
        assert_eq!(
            read(&[b"{\"a\":".as_slice(), &deep, b"}\n{}"].concat(), 9),
            told(&[("broken", 1), ("{}", 2)])
        );
    }
}
