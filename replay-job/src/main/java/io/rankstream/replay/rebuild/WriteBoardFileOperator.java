package io.rankstream.replay.rebuild;

import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.command.BoardCommand.PutScore;
import io.rankstream.model.rebuild.BoardFile;
import io.rankstream.model.rebuild.RebuildScope;
import io.rankstream.model.rebuild.RebuiltBoards;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the board file when all members are there, and then says its name; it holds the boards,
 * sorted.
 */
final class WriteBoardFileOperator extends AbstractStreamOperator<String>
        implements OneInputStreamOperator<BoardCommand, String>, BoundedOneInput {

    private static final Logger LOG = LoggerFactory.getLogger(WriteBoardFileOperator.class);

    private static final long serialVersionUID = 1L;

    private final RebuildScope scope;
    private final String file;

    private transient RebuiltBoards boards;

    WriteBoardFileOperator(RebuildScope scope, String file) {
        this.scope = scope;
        this.file = file;
    }

    @Override
    public void open() throws Exception {
        super.open();
        boards = new RebuiltBoards();
    }

    @Override
    public void processElement(StreamRecord<BoardCommand> element) {
        boards.put((PutScore) element.getValue());
    }

    @Override
    public void endInput() throws IOException {
        write(boards, scope, file);
        boards = null;
        LOG.info("rebuilt as of {} to {}", Instant.ofEpochMilli(scope.asOf()), file);
        output.collect(new StreamRecord<>(file));
    }

    /** Writes a board file, in the place of one that may be there. */
    static void write(RebuiltBoards boards, RebuildScope scope, String file) throws IOException {
        Path path = new Path(file);
        try (OutputStream out =
                FileSystem.get(path.toUri()).create(path, FileSystem.WriteMode.OVERWRITE)) {
            BoardFile.write(boards, scope, out);
        }
    }
}
