package io.rankstream.local.job;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.InvalidTypeException;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Makes a task of a running job throw, through the debugger's interface of its JVM: the failure is
 * real, and the job needs no code for it.
 */
final class TaskFailure {

    private static final String CONNECTOR = "com.sun.jdi.SocketAttach";

    /** As Flink names the threads of tasks: {@code score (2/4)#0}. */
    private static final Pattern TASK = Pattern.compile(".* \\([0-9]+/[0-9]+\\)#[0-9]+");

    /** These run beside the thread of their task. */
    private static final String LEGACY_SOURCE = "Legacy Source Thread";

    /** The JVM always holds one of these, so that none needs to be made in it. */
    private static final String THROWN = "java.lang.ArithmeticException";

    private TaskFailure() {}

    /**
     * Lets the first task whose name contains a text throw, wherever it is.
     *
     * @return the name of the task's thread
     * @throws IOException if no debugger can attach, or there is no such task
     */
    static String cause(int debugPort, String task) throws IOException {
        VirtualMachine jvm = attach(debugPort);
        try {
            ThreadReference thread = thread(jvm, task);
            String name = thread.name();
            thread.stop(exception(jvm));
            return name;
        } catch (InvalidTypeException e) {
            throw new IllegalStateException(THROWN + " cannot be thrown", e);
        } finally {
            jvm.dispose();
        }
    }

    private static VirtualMachine attach(int port) throws IOException {
        AttachingConnector connector =
                Bootstrap.virtualMachineManager().attachingConnectors().stream()
                        .filter(candidate -> candidate.name().equals(CONNECTOR))
                        .findFirst()
                        .orElseThrow();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(Integer.toString(port));
        try {
            return connector.attach(arguments);
        } catch (IllegalConnectorArgumentsException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ThreadReference thread(VirtualMachine jvm, String task) throws IOException {
        List<String> tasks =
                jvm.allThreads().stream()
                        .map(ThreadReference::name)
                        .filter(TaskFailure::isTask)
                        .toList();
        return jvm.allThreads().stream()
                .filter(thread -> isTask(thread.name()) && thread.name().contains(task))
                .findFirst()
                .orElseThrow(() -> new IOException("no task named " + task + " among " + tasks));
    }

    private static boolean isTask(String thread) {
        return TASK.matcher(thread).matches() && !thread.startsWith(LEGACY_SOURCE);
    }

    private static ObjectReference exception(VirtualMachine jvm) {
        for (ReferenceType type : jvm.classesByName(THROWN)) {
            for (ObjectReference exception : type.instances(1)) {
                return exception;
            }
        }
        throw new IllegalStateException("the JVM holds no " + THROWN);
    }
}
