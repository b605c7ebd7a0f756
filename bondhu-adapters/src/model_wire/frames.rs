//! Cuts the body of an answer into frames: server-sent events, or a bare JSON document where there are none.
//!
//! Written for what servers really send: any line ends, `data:` with or without a space, comments, events in several
//! lines, a last event without its empty line, a byte order mark, and JSON without `data:` in the middle of a stream. The
//! frames are the same however the bytes were split on their way. Libraries for server-sent events pass over such JSON,
//! which is how Gemini tells a failure midway.

/// A part of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Frame {
    /// The data of one event, its lines joined by line feeds.
    Event(Vec<u8>),
    /// JSON that is no event and goes on to the end of the body.
    Document(Vec<u8>),
    /// Something else, such as a page of HTML.
    Foreign,
}

/// Reads a body as it comes.
#[derive(Debug, Default)]
pub(crate) struct Frames {
    state: State,
    /// The line so far, or the document so far.
    line: Vec<u8>,
    /// The lines of the event so far.
    data: Option<Vec<u8>>,
    /// The last byte was a carriage return, which ended a line: a line feed now belongs to it.
    after_return: bool,
    /// A byte order mark can come no more.
    began: bool,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum State {
    /// At the beginning of a line, before its first byte that is not space.
    #[default]
    Fresh,
    /// Within the line of an event.
    Line,
    Document,
    Foreign,
}

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

impl Frames {
    /// The frames that these bytes complete.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Vec<Frame> {
        let mut frames = Vec::new();
        let mut rest = bytes;
        while let Some(first) = rest.first() {
            match self.state {
                State::Document => {
                    self.line.extend_from_slice(rest);
                    return frames;
                }
                State::Foreign => return frames,
                State::Fresh | State::Line => {}
            }
            if std::mem::take(&mut self.after_return) && *first == b'\n' {
                rest = &rest[1..];
                continue;
            }
            let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let (part, after) = rest.split_at(end.unwrap_or(rest.len()));
            self.line.extend_from_slice(part);
            self.look(&mut frames);
            rest = after;
            if let (Some(ending), State::Fresh | State::Line) = (after.first(), &self.state) {
                self.after_return = *ending == b'\r';
                self.end_line(&mut frames);
                rest = &after[1..];
            }
        }
        frames
    }

    /// What the end of the body completes.
    pub(crate) fn end(mut self) -> Vec<Frame> {
        let mut frames = Vec::new();
        match self.state {
            State::Fresh | State::Line => {
                self.end_line(&mut frames);
                frames.extend(self.data.take().map(Frame::Event));
            }
            State::Document => frames.push(Frame::Document(self.line)),
            State::Foreign => {}
        }
        frames
    }

    /// A line that begins as JSON or as a page is no line of an event, and neither is what follows it.
    fn look(&mut self, frames: &mut Vec<Frame>) {
        if self.state != State::Fresh {
            return;
        }
        if !self.began && self.line.starts_with(BYTE_ORDER_MARK) {
            self.line.drain(..BYTE_ORDER_MARK.len());
            self.began = true;
        }
        match self.line.iter().find(|byte| !matches!(byte, b' ' | b'\t')) {
            None => {}
            Some(b'{' | b'[') => {
                frames.extend(self.data.take().map(Frame::Event));
                self.state = State::Document;
            }
            Some(b'<') => {
                self.state = State::Foreign;
                frames.push(Frame::Foreign);
            }
            // It may be the beginning of the mark.
            Some(_) if !self.began && BYTE_ORDER_MARK.starts_with(&self.line) => {}
            Some(_) => self.state = State::Line,
        }
    }

    fn end_line(&mut self, frames: &mut Vec<Frame>) {
        self.began = true;
        self.state = State::Fresh;
        let line = std::mem::take(&mut self.line);
        if line.is_empty() {
            frames.extend(self.data.take().map(Frame::Event));
            return;
        }
        let (name, value) = match line.iter().position(|byte| *byte == b':') {
            Some(colon) => (&line[..colon], &line[colon + 1..]),
            None => (&line[..], &[][..]),
        };
        if name == b"data" {
            let value = value.strip_prefix(b" ").unwrap_or(value);
            match &mut self.data {
                Some(data) => {
                    data.push(b'\n');
                    data.extend_from_slice(value);
                }
                None => self.data = Some(value.to_vec()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn whole(body: &[u8]) -> Vec<Frame> {
        in_parts([body])
    }

    fn in_parts<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Vec<Frame> {
        let mut reading = Frames::default();
        let mut frames: Vec<Frame> = parts.into_iter().flat_map(|part| reading.push(part)).collect();
        frames.extend(reading.end());
        frames
    }

    fn event(data: &str) -> Frame {
        Frame::Event(data.as_bytes().to_vec())
    }

    #[test]
    fn events_of_every_kind() {
        let body = b"\xEF\xBB\xBFdata: one\r\n\r\n: a comment\ndata:two\n\nevent: x\ndata: three\rdata:  four\r\rid\ndata\n\ndata: five";
        let expected = [event("one"), event("two"), event("three\n four"), event(""), event("five")];
        assert_eq!(whole(body), expected);
    }

    #[test]
    fn a_body_without_events() {
        assert_eq!(whole(b""), []);
        assert_eq!(whole(b"\r\n \n"), []);
        assert_eq!(whole(b"\n {\"a\":\n\n1}\n"), [Frame::Document(b" {\"a\":\n\n1}\n".to_vec())]);
        assert_eq!(whole(b"\xEF\xBB\xBF[]"), [Frame::Document(b"[]".to_vec())]);
        assert_eq!(whole(b"<html>\ndata: no\n\n"), [Frame::Foreign]);
    }

    #[test]
    fn json_in_the_middle() {
        let body = b"data: one\n\n{\n  \"error\": {}\n}\n";
        let rest = Frame::Document(b"{\n  \"error\": {}\n}\n".to_vec());
        assert_eq!(whole(body), [event("one"), rest.clone()]);
        assert_eq!(
            whole(&body[..10].iter().chain(&body[11..]).copied().collect::<Vec<_>>()),
            [event("one"), rest]
        );
    }

    proptest! {
        #[test]
        fn any_split_gives_the_same(
            pieces in prop::collection::vec(
                prop::sample::select(vec!["data:", "data: ", "\r", "\n", "\r\n", ": c", "x", "{", "<", " ", "é", "\u{feff}", "event: e"]),
                0..30,
            ),
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        ) {
            let body = pieces.concat().into_bytes();
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(body.len() + 1)).collect();
            cuts.extend([0, body.len()]);
            cuts.sort_unstable();
            let parts = cuts.windows(2).map(|ends| &body[ends[0]..ends[1]]);
            prop_assert_eq!(in_parts(parts), whole(&body));
            prop_assert_eq!(in_parts(body.chunks(1)), whole(&body));
        }
    }
}
