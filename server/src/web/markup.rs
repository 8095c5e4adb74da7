//! Leptos 0.8 marks places with `<!>`, which browsers read as an empty comment and the HTML standard calls an error
//! (`incorrectly-opened-comment`). The page is read as a browser reads it, token by token, and only such comments are
//! written otherwise: what stands in an attribute, a text, a script or a style is never looked into.

use std::borrow::Cow;

use html5gum::{
    Span, Tokenizer,
    emitters::callback::{CallbackEmitter, CallbackEvent},
};

const MARK: &str = "<!>";

/// The same document, whose empty comments are well written.
pub fn standard(html: &str) -> Cow<'_, str> {
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, span: Span<usize>| match event {
        CallbackEvent::Comment { value: [] } => Some(span),
        _ => None,
    });
    emitter.naively_switch_states(true);
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    let mut written = 0;
    for mark in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(Span { start, end }) = mark;
        if html.get(start..end) == Some(MARK) {
            out.push_str(&html[written..start]);
            out.push_str("<!---->");
            written = end;
        }
    }
    if written == 0 {
        return Cow::Borrowed(html);
    }
    out.push_str(&html[written..]);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::standard;

    #[test]
    fn empty_comments_are_well_written() {
        assert_eq!(standard("<!DOCTYPE html><p>a<!>b<!></p>"), "<!DOCTYPE html><p>a<!---->b<!----></p>");
        assert_eq!(standard("<p>é<!>è</p>"), "<p>é<!---->è</p>");
    }

    #[test]
    fn nothing_else_is_touched() {
        for html in [
            r#"<p title="<!>">a</p>"#,
            "<p title='<!>'>a</p>",
            "<script>const a = '<!>';</script>",
            "<style>a::after { content: '<!>' }</style>",
            "<textarea><!></textarea>",
            "<p>&lt;!&gt; crossorigin=\"a\"</p>",
            "<!-- <!> -->",
            "<!----><!---->",
        ] {
            assert_eq!(standard(html), html);
        }
    }
}
