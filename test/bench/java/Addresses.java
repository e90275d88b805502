/** IPv4 and IPv6 as Node's net module reads them, and the mask of app/src/pipeline/mask-ip.ts. */
final class Addresses {
    private Addresses() {}

    static boolean valid(String text) {
        if (text.length() > 45) return false;
        return text.indexOf(':') < 0 ? isV4(text, 0) : groups(text) != null;
    }

    /** IPv4 to its /24, IPv6 to its /48, the rest zero. */
    static String mask(String text) {
        if (text.indexOf(':') < 0) return text.substring(0, text.lastIndexOf('.')).concat(".0");
        int[] groups = groups(text);
        boolean mapped = groups[5] == 0xffff;
        for (int index = 0; index < 5; index += 1) mapped &= groups[index] == 0;
        if (mapped) return (groups[6] >> 8) + "." + (groups[6] & 255) + "." + (groups[7] >> 8) + ".0";
        int kept = 3;
        while (kept > 0 && groups[kept - 1] == 0) kept -= 1;
        StringBuilder masked = new StringBuilder(20);
        for (int index = 0; index < kept; index += 1) {
            if (index > 0) masked.append(':');
            masked.append(Integer.toHexString(groups[index]));
        }
        return masked.append("::").toString();
    }

    private static boolean isV4(String text, int start) {
        int parts = 0;
        for (int at = start; ; at += 1) {
            int value = 0, digits = 0;
            for (; at < text.length() && text.charAt(at) != '.'; at += 1, digits += 1) {
                int digit = text.charAt(at) - '0';
                if (digit < 0 || digit > 9 || digits == 3 || (digits > 0 && value == 0)) return false;
                value = value * 10 + digit;
            }
            if (digits == 0 || value > 255) return false;
            parts += 1;
            if (at >= text.length()) return parts == 4;
            if (parts == 4) return false;
        }
    }

    /** The eight groups; null when it is no IPv6 address, or one with a zone. */
    private static int[] groups(String text) {
        int[] groups = new int[8];
        int count = 0, gap = -1, at = 0, length = text.length();
        if (length >= 2 && text.charAt(0) == ':') {
            if (text.charAt(1) != ':') return null;
            gap = 0;
            at = 2;
        }
        while (at < length) {
            if (count == 8) return null;
            int end = at;
            int value = 0;
            for (; end < length && text.charAt(end) != ':' && text.charAt(end) != '.'; end += 1) {
                int digit = Character.digit(text.charAt(end), 16);
                if (digit < 0 || end - at == 4) return null;
                value = value << 4 | digit;
            }
            if (end < length && text.charAt(end) == '.') {
                if (count > 6 || !isV4(text, at)) return null;
                String[] parts = text.substring(at).split("\\.");
                groups[count++] = Integer.parseInt(parts[0]) << 8 | Integer.parseInt(parts[1]);
                groups[count++] = Integer.parseInt(parts[2]) << 8 | Integer.parseInt(parts[3]);
                at = length;
                break;
            }
            if (end == at) return null;
            groups[count++] = value;
            at = end;
            if (at == length) break;
            at += 1;
            if (at == length) return null;
            if (text.charAt(at) == ':') {
                if (gap >= 0) return null;
                gap = count;
                at += 1;
            }
        }
        if (gap < 0) return count == 8 ? groups : null;
        if (count == 8) return null;
        int tail = count - gap;
        for (int index = 0; index < tail; index += 1) {
            int from = count - 1 - index;
            groups[7 - index] = groups[from];
            if (from != 7 - index) groups[from] = 0;
        }
        return groups;
    }
}
