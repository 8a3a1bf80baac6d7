import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Direct buffers lie outside the Java heap: -Xmx does not limit what the process has.
 *
 * sick     96 MiB of them beside a heap of at most 24 MiB
 * healthy  a heap of at most 24 MiB, and nothing beside it
 */
public class JavaBeyondHeap {
    public static void main(String[] args) throws Exception {
        List<Object> kept = new ArrayList<>();
        boolean sick = args.length > 0 && args[0].equals("sick");
        for (int i = 0; i < 96 && sick; i++) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
            for (int at = 0; at < buffer.capacity(); at += 4096)
                buffer.put(at, (byte) 1);
            kept.add(buffer);
        }
        for (int i = 0; i < 8; i++)
            kept.add(new byte[1 << 20]);
        System.out.println("ready");
        while (System.in.read() >= 0)
            ;
        System.exit(kept.isEmpty() ? 1 : 0);
    }
}
