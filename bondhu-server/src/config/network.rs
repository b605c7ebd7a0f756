//! Networks of IP addresses.

use std::net::IpAddr;
use std::str::FromStr;

use super::kinds::{TextKind, quoted};

/// A network such as `10.0.0.0/8` or `2001:db8::/32`; an address alone is a network of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    /// How many leading bits of the address name the network.
    prefix: u32,
}

impl Network {
    /// Whether an address belongs to it. An IPv4 address written as one of IPv6 is the same address.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                // A shift by the whole width is a network of everything.
                let host = 32 - self.prefix;
                network.to_bits().checked_shr(host) == address.to_bits().checked_shr(host)
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let host = 128 - self.prefix;
                network.to_bits().checked_shr(host) == address.to_bits().checked_shr(host)
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

impl FromStr for Network {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix.parse::<u32>().map_err(|_| ())?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| ())?;
        let width = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.unwrap_or(width);
        if prefix > width { Err(()) } else { Ok(Self { address, prefix }) }
    }
}

/// The setting's kind.
pub struct NetworkKind;

impl TextKind for NetworkKind {
    type Value = Network;

    fn describe(&self) -> String {
        "an IP address or a network such as 10.0.0.0/8 or fd00::/8".to_owned()
    }

    fn parse_text(&self, text: &str) -> Result<Network, String> {
        text.parse().map_err(|()| format!("{} is not {}", quoted(text), self.describe()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(network: &str, address: &str) -> bool {
        network.parse::<Network>().unwrap().contains(address.parse().unwrap())
    }

    #[test]
    fn the_prefix_decides() {
        assert!(holds("10.0.0.0/8", "10.255.0.1") && !holds("10.0.0.0/8", "11.0.0.0"));
        assert!(holds("10.1.2.3/8", "10.9.9.9"), "bits beyond the prefix mean nothing");
        assert!(holds("192.0.2.7", "192.0.2.7") && !holds("192.0.2.7", "192.0.2.6"));
        assert!(holds("0.0.0.0/0", "255.255.255.255") && !holds("0.0.0.0/0", "::1"));
        assert!(holds("::/0", "2001:db8::1") && holds("2001:db8::/33", "2001:db8::1"));
        assert!(!holds("2001:db8::/33", "2001:db8:8000::1"));
    }

    #[test]
    fn an_ipv4_address_may_come_as_one_of_ipv6() {
        assert!(holds("127.0.0.0/8", "::ffff:127.0.0.1"));
    }

    #[test]
    fn nonsense_is_refused() {
        for text in
            ["", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/-1", "proxy.example", "10.0.0/8", "*"]
        {
            assert!(text.parse::<Network>().is_err(), "{text}");
        }
    }
}
