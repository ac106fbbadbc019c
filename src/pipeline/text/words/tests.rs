use super::*;

#[test]
fn letters_are_those_of_unicode() {
    assert!(('\0'..=char::MAX).all(|c| is_letter(c) == c.is_alphabetic() && is_number(c) == c.is_numeric()));
}

#[test]
fn what_is_looked_for_is_known_by_its_first_byte() {
    for c in '\0'..=char::MAX {
        let mut bytes = [0; 4];
        let first = c.encode_utf8(&mut bytes).as_bytes()[0];
        assert!(may_begin(first, NUMBER) || !c.is_numeric(), "{c:?}");
        assert!(may_end_run(first) || !(c.is_whitespace() || is_unseen(c)), "{c:?}");
        assert_eq!(has_number(&format!("a{c}b")), c.is_numeric(), "{c:?}");
        assert_eq!(
            letters(c.encode_utf8(&mut bytes)),
            if is_letter(c) { 1 + usize::from(is_dense(c)) } else { 0 },
            "{c:?}"
        );
    }
}

#[test]
fn blanks_are_single_and_what_nobody_sees_goes() {
    assert_eq!(tidy("  Der\u{ad}by \u{a0}\n in \u{200b}Лиман\t"), "Derby in Лиман");
    let mut words = String::from("a ");
    push_tidy(&mut words, " b\u{feff} \u{feff} c ");
    assert_eq!(words, "a b c ");
    for (text, words) in
        [("a  b", "a b"), ("a \tb ", "a b"), (" a \u{ad} b", "a b"), ("a\u{a0} b", "a b"), ("a \n", "a")]
    {
        assert_eq!((tidy(text).as_str(), tidied(text).as_ref()), (words, words));
    }
}
